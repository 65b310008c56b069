/*
 * The handler reaches the stop through a helper in another file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CycEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL CycEvtIoDeviceControl;
NTSTATUS CycOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);
EVT_WDF_DEVICE_D0_ENTRY CycEvtD0Entry;
EVT_WDF_DEVICE_D0_EXIT CycEvtD0Exit;
NTSTATUS CycRestart(_In_ PDEVICE_CONTEXT Context);
