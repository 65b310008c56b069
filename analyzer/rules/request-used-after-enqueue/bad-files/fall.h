/*
 * The path that enqueued the request goes on to the code that completes it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

typedef struct _REQUEST_CONTEXT {
    HANDLE Process;
} REQUEST_CONTEXT, *PREQUEST_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(REQUEST_CONTEXT, GetRequestContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD FallEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL FallEvtIoDeviceControl;
EVT_WDF_IO_IN_CALLER_CONTEXT FallEvtIoInCallerContext;
NTSTATUS FallPrepare(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request);
