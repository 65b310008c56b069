/*
 * The request is made when the device is added and kept in the context; a helper in another file formats
 * it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFREQUEST Poll;
    BOOLEAN Busy;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD KeepEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL KeepEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE KeepEvtPollDone;
VOID KeepPoll(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target);
