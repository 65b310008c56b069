#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    HANDLE Handle;
    PKEVENT Event;
    WDFWORKITEM Item;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD NoteEvtDeviceAdd;
EVT_WDF_WORKITEM NoteEvtWorkItem;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL NoteEvtIoDeviceControl;
