/*
 * A whole file between #pragma code_seg("PAGE") and its end: the helper may page, the completion routine may not,
 * and the passive level of the device does not save it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    ULONG Done;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD SpoolEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_WRITE SpoolEvtIoWrite;
EVT_WDF_REQUEST_COMPLETION_ROUTINE SpoolEvtWriteDone;

NTSTATUS SpoolReadSettings(_In_ WDFDEVICE Device);
