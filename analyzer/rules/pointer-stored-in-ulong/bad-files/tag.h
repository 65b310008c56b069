/*
 * A buffer address goes through a helper that returns DWORD-sized tags.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Last;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TagEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL TagEvtIoDeviceControl;
ULONG TagOf(_In_ PUCHAR Buffer);
