/*
 * One file sets the routine for every request, another one decides how to send.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD MixEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL MixEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE MixEvtRequestDone;
VOID MixSend(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ BOOLEAN Forget);
