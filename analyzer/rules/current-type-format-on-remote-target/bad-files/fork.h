/*
 * Formatting and sending stand in two files, and the target is one of two: the local one in the normal case, a
 * remote one for this control code.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Local;
    WDFIOTARGET Target;
    PFILE_OBJECT LowerFile;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ForkEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL ForkEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE ForkEvtRequestDone;
EVT_WDF_OBJECT_CONTEXT_CLEANUP ForkEvtDeviceCleanup;

#define IOCTL_FORK_ASIDE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x830, METHOD_BUFFERED, FILE_ANY_ACCESS)

NTSTATUS ForkOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);
VOID ForkSendRemote(_In_ WDFREQUEST Request, _In_ PDEVICE_CONTEXT Context);
VOID ForkSendLocal(_In_ WDFREQUEST Request, _In_ PDEVICE_CONTEXT Context);
