/*
 * A function of another file takes its context as ULONG.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LgEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL LgEvtIoDeviceControl;
VOID LgTrace(_In_ ULONG Context, _In_ ULONG Code);
