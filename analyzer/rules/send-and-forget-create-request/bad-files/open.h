/*
 * The class that cannot use FsContext is a file object all the same; the sending helper is in another
 * file.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    ULONG Opens;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD OpenEvtDeviceAdd;
EVT_WDF_DEVICE_FILE_CREATE OpenEvtDeviceFileCreate;
VOID OpenPassOn(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request);
