/*
 * The handler leaves the buffers of its METHOD_NEITHER code to another file, which probes and locks: the right calls, in
 * the wrong callback.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD FoldEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL FoldEvtIoDeviceControl;

NTSTATUS FoldLockBuffer(_In_ WDFREQUEST Request, _Out_ WDFMEMORY *Memory);
