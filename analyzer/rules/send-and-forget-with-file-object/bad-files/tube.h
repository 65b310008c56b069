/*
 * The parameters are filled in by one function, the target is opened by another, and the request is sent in a third
 * file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    PFILE_OBJECT LowerFile;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TubeEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL TubeEvtIoDeviceControl;
EVT_WDF_OBJECT_CONTEXT_CLEANUP TubeEvtDeviceCleanup;

NTSTATUS TubeOpenTarget(_In_ WDFDEVICE Device);
VOID TubeForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
