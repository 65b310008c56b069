/*
 * A helper tells its caller whether the request has left; the caller prints it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TellEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL TellEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE TellEvtRequestDone;
BOOLEAN TellForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
