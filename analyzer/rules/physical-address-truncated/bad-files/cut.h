/*
 * The address of a buffer is asked for in one file and cut there.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PULONG Registers;
    PVOID Buffer;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CutEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL CutEvtIoDeviceControl;
VOID CutTell(_In_ PDEVICE_CONTEXT Context);
