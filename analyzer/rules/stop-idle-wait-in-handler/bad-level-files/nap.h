/*
 * The queue is not power managed, but its handlers may be called at DISPATCH_LEVEL.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD NapEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL NapEvtIoDeviceControl;

NTSTATUS NapWake(_In_ WDFDEVICE Device);
