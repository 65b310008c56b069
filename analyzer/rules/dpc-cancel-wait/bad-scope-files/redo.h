/*
 * The same in another file, for a queue whose scope puts its handlers at DISPATCH_LEVEL.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFDPC Dpc;
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD RedoEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL RedoEvtIoDeviceControl;
EVT_WDF_DPC RedoEvtDpc;

VOID RedoCancel(_In_ PDEVICE_CONTEXT Context);
