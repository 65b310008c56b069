/*
 * A helper that was written for power callbacks says PAGED_CODE; a completion routine calls it as well.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    ULONG Notes;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD VowEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ VowEvtIoRead;
EVT_WDF_REQUEST_COMPLETION_ROUTINE VowEvtReadDone;

VOID VowNote(_In_ PDEVICE_CONTEXT Context);
