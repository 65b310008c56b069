/*
 * The file that reads the status register takes it for a port.
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
EVT_WDF_DRIVER_DEVICE_ADD AfEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL AfEvtIoDeviceControl;
EVT_WDF_DEVICE_PREPARE_HARDWARE AfEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE AfEvtReleaseHardware;
UCHAR AfStatus(_In_ PDEVICE_CONTEXT Context);
