/*
 * The queue is passive; the older allocation routine is called under a spin lock, in another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PVOID Block;
    WDFSPINLOCK Lock;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CaskEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL CaskEvtIoDeviceControl;

VOID CaskFill(_In_ PDEVICE_CONTEXT Context);
