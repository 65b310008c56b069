/*
 * Options and request come from helpers in another file; the request was made when the device was added.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFREQUEST Notice;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LateEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL LateEvtIoDeviceControl;
VOID LateInitOptions(_Out_ PWDF_REQUEST_SEND_OPTIONS Options);
VOID LateNotify(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target);
