/*
 * A notice of the driver's own: the helper that sends it has no routine to delete it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

#define IOCTL_TELL CTL_CODE(FILE_DEVICE_UNKNOWN, 0x807, METHOD_BUFFERED, FILE_ANY_ACCESS)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TellEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL TellEvtIoDeviceControl;
VOID TellNotify(_In_ WDFIOTARGET Target);
