/*
 * Access is granted to the process that opened the channel; the comparison, in another file, is with the process that
 * happens to run.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PEPROCESS Owner;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD PassEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL PassEvtIoDeviceControl;

BOOLEAN PassIsOwner(_In_ PDEVICE_CONTEXT Context);
