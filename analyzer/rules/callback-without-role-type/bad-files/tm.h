/*
 * The timer callback is declared in the header as an ordinary function and registered in another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFTIMER Timer;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TmEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL TmEvtIoDeviceControl;
VOID TmTick(_In_ WDFTIMER Timer);
