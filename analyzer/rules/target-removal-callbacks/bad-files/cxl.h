/*
 * The query is right; the callback for a removal that was called off starts a target that is closed.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Peer;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CxlEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL CxlEvtIoDeviceControl;
EVT_WDF_IO_TARGET_QUERY_REMOVE CxlEvtQueryRemove;
EVT_WDF_IO_TARGET_REMOVE_COMPLETE CxlEvtRemoveComplete;
EVT_WDF_IO_TARGET_REMOVE_CANCELED CxlEvtRemoveCanceled;
