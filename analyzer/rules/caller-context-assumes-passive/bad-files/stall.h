/*
 * A property is asked for in another file, on behalf of EvtIoInCallerContext.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFDEVICE Device;
    WCHAR Name[40];
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD StallEvtDeviceAdd;
EVT_WDF_IO_IN_CALLER_CONTEXT StallEvtIoInCallerContext;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL StallEvtIoDeviceControl;

VOID StallReadName(_In_ PDEVICE_CONTEXT Context);
