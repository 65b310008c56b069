/*
 * The older routine, behind a wrapper in another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PVOID Block;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD FeeEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL FeeEvtIoDeviceControl;

PVOID FeeAllocate(_In_ SIZE_T Size);
