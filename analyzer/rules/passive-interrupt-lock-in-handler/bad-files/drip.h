/*
 * The same behind a helper in another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFINTERRUPT Interrupt;
    ULONG Events;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD DripEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL DripEvtIoDeviceControl;
EVT_WDF_INTERRUPT_ISR DripEvtInterruptIsr;
EVT_WDF_INTERRUPT_WORKITEM DripEvtInterruptWorkItem;

VOID DripReset(_In_ PDEVICE_CONTEXT Context);
