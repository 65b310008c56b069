/*
 * Formatting and sending are in two files, and each asks for its target by itself.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TwoEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ TwoEvtIoRead;
EVT_WDF_REQUEST_COMPLETION_ROUTINE TwoEvtRequestDone;
NTSTATUS TwoOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);
NTSTATUS TwoFormat(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);
VOID TwoSend(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request);
