/*
 * The interrupt service routine finishes the pending request itself, through the request module. Nothing about
 * requests may be done at device level; the DPC is the place.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFINTERRUPT Interrupt;
    WDFREQUEST Pending;
    PULONG Registers;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD StrobeEvtDeviceAdd;
EVT_WDF_INTERRUPT_ISR StrobeEvtInterruptIsr;
EVT_WDF_INTERRUPT_DPC StrobeEvtInterruptDpc;
EVT_WDF_IO_QUEUE_IO_READ StrobeEvtIoRead;

VOID StrobeFinish(_In_ PDEVICE_CONTEXT Context, _In_ NTSTATUS Status);
