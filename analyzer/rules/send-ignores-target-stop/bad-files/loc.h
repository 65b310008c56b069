/*
 * Requests are sent and forgotten to the local target, which another file purges before the device sleeps.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LocEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL LocEvtIoDeviceControl;
EVT_WDF_DEVICE_D0_ENTRY LocEvtD0Entry;
EVT_WDF_DEVICE_D0_EXIT LocEvtD0Exit;
