/*
 * A check in another file says no, and the callback returns as if that were all.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD SiftEvtDeviceAdd;
EVT_WDF_IO_IN_CALLER_CONTEXT SiftEvtIoInCallerContext;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL SiftEvtIoDeviceControl;

BOOLEAN SiftAllowed(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request);
