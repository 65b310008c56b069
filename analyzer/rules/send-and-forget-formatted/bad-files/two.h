/*
 * Formatting and sending stand in two files.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TwoEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_WRITE TwoEvtIoWrite;
NTSTATUS TwoFormat(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
VOID TwoForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
