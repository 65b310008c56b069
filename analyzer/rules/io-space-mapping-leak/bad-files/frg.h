/*
 * The mapping is in a helper; the release callback forgets the address without unmapping it.
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
EVT_WDF_DRIVER_DEVICE_ADD FrgEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL FrgEvtIoDeviceControl;
EVT_WDF_DEVICE_PREPARE_HARDWARE FrgEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE FrgEvtReleaseHardware;
NTSTATUS FrgMap(_Inout_ PDEVICE_CONTEXT Context, _In_ PHYSICAL_ADDRESS Start, _In_ SIZE_T Length);
