/*
 * The completion routine takes the resource that guards the list of known devices, through a wrapper in
 * another file. The passive execution level of the device does not reach completion routines.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    ERESOURCE ListLock;
    ULONG Known;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD RosterEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ RosterEvtIoRead;
EVT_WDF_REQUEST_COMPLETION_ROUTINE RosterEvtReadDone;
EVT_WDF_OBJECT_CONTEXT_CLEANUP RosterEvtDeviceCleanup;

VOID RosterLock(_In_ PDEVICE_CONTEXT Context);
VOID RosterUnlock(_In_ PDEVICE_CONTEXT Context);
