/*
 * A helper sends and forgets; its caller still writes to the request context, and asks for the status.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

typedef struct _REQUEST_CONTEXT {
    LARGE_INTEGER SentAt;
} REQUEST_CONTEXT, *PREQUEST_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(REQUEST_CONTEXT, GetRequestContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CtxEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL CtxEvtIoDeviceControl;
BOOLEAN CtxForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
