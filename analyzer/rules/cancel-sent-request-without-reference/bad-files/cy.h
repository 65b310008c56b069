/*
 * The cancelling is left to a helper.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFREQUEST Sent;
    WDFSPINLOCK Lock;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CyEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ CyEvtIoRead;
EVT_WDF_FILE_CLEANUP CyEvtFileCleanup;
EVT_WDF_REQUEST_COMPLETION_ROUTINE CyEvtReadDone;
VOID CyCancel(_In_ PDEVICE_CONTEXT Context);
