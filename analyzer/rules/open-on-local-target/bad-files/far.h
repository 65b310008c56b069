/*
 * The handle was stored by one file as the local target and is opened by another one.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Lower;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD FarEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL FarEvtIoDeviceControl;
NTSTATUS FarConnect(_In_ PDEVICE_CONTEXT Context);
