/*
 * A helper sends a query of the driver's own and returns what WdfRequestSend returned.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

#define IOCTL_PEER CTL_CODE(FILE_DEVICE_UNKNOWN, 0x808, METHOD_BUFFERED, FILE_ANY_ACCESS)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD AskEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL AskEvtIoDeviceControl;
BOOLEAN AskDevice(_In_ WDFIOTARGET Target);
