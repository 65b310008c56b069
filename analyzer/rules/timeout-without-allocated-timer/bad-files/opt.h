/*
 * A helper in another file puts the timeout into the options.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD OptEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL OptEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE OptEvtRequestDone;
VOID OptLimit(_Out_ PWDF_REQUEST_SEND_OPTIONS Options, _In_ ULONG Seconds);
