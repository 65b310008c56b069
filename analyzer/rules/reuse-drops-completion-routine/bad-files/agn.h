/*
 * Reuse and formatting are in a helper that says nothing about the completion routine.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFREQUEST Reader;
    WDFMEMORY Memory;
    BOOLEAN Running;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD AgnEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL AgnEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE AgnEvtReadDone;
NTSTATUS AgnStart(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target);
BOOLEAN AgnPrepare(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target);
