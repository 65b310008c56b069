/*
 * A completion routine signals with Wait TRUE through a helper: it may run at DISPATCH_LEVEL in any thread, and does
 * not wait afterwards.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    KSEMAPHORE Done;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD WakeEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ WakeEvtIoRead;
EVT_WDF_REQUEST_COMPLETION_ROUTINE WakeEvtReadDone;

VOID WakeSignal(_In_ PDEVICE_CONTEXT Context);
