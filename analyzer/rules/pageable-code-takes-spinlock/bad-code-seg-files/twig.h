/*
 * A whole file is pageable, the routine with the spin lock among the rest.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Count;
    KSPIN_LOCK Lock;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TwigEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL TwigEvtIoDeviceControl;

VOID TwigUpdate(_In_ PDEVICE_CONTEXT Context);
