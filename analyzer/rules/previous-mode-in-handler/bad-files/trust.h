/*
 * The same question in a helper of another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TrustEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL TrustEvtIoDeviceControl;

BOOLEAN TrustCaller(VOID);
