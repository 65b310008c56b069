#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD RawEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL RawEvtIoDeviceControl;
VOID RawFill(_In_ PDEVICE_CONTEXT Context, _In_ PIRP Irp);
