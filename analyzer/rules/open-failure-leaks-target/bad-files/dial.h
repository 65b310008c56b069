/*
 * The helper that opens leaves the object to its caller, who does not have it.
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
EVT_WDF_DRIVER_DEVICE_ADD DialEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL DialEvtIoDeviceControl;
NTSTATUS DialTell(_In_ WDFDEVICE Device);
