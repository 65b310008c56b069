/*
 * The descriptor of the raw list is handed to a helper in another file, which maps it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PUCHAR Registers;
    SIZE_T Length;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD RfEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL RfEvtIoDeviceControl;
EVT_WDF_DEVICE_PREPARE_HARDWARE RfEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE RfEvtReleaseHardware;
VOID RfMap(_Inout_ PDEVICE_CONTEXT Context, _In_ PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor);
