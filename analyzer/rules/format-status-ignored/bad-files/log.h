/*
 * The helper passes the status on, its caller prints it and sends all the same.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LogEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_WRITE LogEvtIoWrite;
EVT_WDF_REQUEST_COMPLETION_ROUTINE LogEvtRequestDone;
NTSTATUS LogFormat(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ WDFMEMORY Memory);
