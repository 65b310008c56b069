/*
 * Two targets are to get the request, one after the other; the first one still has it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

#define IOCTL_BOTH_AGAIN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x804, METHOD_BUFFERED, FILE_ANY_ACCESS)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD BothEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL BothEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE BothEvtRequestDone;
NTSTATUS BothOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);
VOID BothSend(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
