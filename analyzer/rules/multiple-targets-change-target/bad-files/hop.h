/*
 * A helper sends a request to whatever target it is given; its caller gives it two, one after the other.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD HopEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL HopEvtIoDeviceControl;
NTSTATUS HopOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);
NTSTATUS HopAsk(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ ULONG IoControlCode);
