/*
 * A cancel callback takes a request off the driver's own list; the wait lock that guards the list is
 * taken in another file. Cancel callbacks may come at DISPATCH_LEVEL, whatever the device's execution level.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFWAITLOCK Guard;
    ULONG Parked;
    WDFREQUEST Request;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ParkEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ ParkEvtIoRead;
EVT_WDF_REQUEST_CANCEL ParkEvtRequestCancel;

VOID ParkForget(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);
