/*
 * The same, without any attributes and in another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    WDFDEVICE Device;
    WCHAR Name[40];
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD RoseEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ RoseEvtIoRead;
EVT_WDF_REQUEST_COMPLETION_ROUTINE RoseEvtReadDone;

VOID RoseReadName(_In_ PDEVICE_CONTEXT Context);
