/*
 * A helper in another file looks at each descriptor, and knows ports only.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PUCHAR Port;
    SIZE_T Length;
    BOOLEAN Mapped;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD PfEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL PfEvtIoDeviceControl;
EVT_WDF_DEVICE_PREPARE_HARDWARE PfEvtPrepareHardware;
VOID PfTake(_Inout_ PDEVICE_CONTEXT Context, _In_ PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor);
