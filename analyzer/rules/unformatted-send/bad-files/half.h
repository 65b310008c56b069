/*
 * A helper formats writes only; the other kinds reach the send as they came.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD HalfEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL HalfEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE HalfEvtRequestDone;
VOID HalfPrepare(_In_ WDFREQUEST Request);
VOID HalfForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
