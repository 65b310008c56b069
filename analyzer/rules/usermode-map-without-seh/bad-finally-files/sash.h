/*
 * The only __try on the way, in another file, has a __finally: that cleans up, and the exception goes on.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PMDL Mdl;
    PVOID Address;
    BOOLEAN Busy;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD SashEvtDeviceAdd;
EVT_WDF_IO_IN_CALLER_CONTEXT SashEvtIoInCallerContext;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL SashEvtIoDeviceControl;

NTSTATUS SashMap(_In_ PDEVICE_CONTEXT Context);
