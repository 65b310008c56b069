/*
 * The completion routine is in another file, and the request is formatted by stack location.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LocEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ LocEvtIoRead;
EVT_WDF_REQUEST_COMPLETION_ROUTINE LocEvtReadDone;
