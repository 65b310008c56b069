/*
 * An in-stack queued spin lock is taken in one file, and a passive-only call made in another.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFDEVICE Device;
    WCHAR Name[40];
    KSPIN_LOCK Lock;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ClaspEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL ClaspEvtIoDeviceControl;

VOID ClaspReadName(_In_ PDEVICE_CONTEXT Context);
