/*
 * EvtIoCanceledOnQueue runs at the level of the queue's handlers. Here it tears down a second queue, with a method
 * that waits for the requests in it, two calls further in another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFQUEUE Main;
    WDFQUEUE Side;
    ULONG Canceled;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LaneEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ LaneEvtIoRead;
EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE LaneEvtIoCanceledOnQueue;

VOID LaneReset(_In_ PDEVICE_CONTEXT Context);
