/*
 * A section is mapped for the application through a helper in another file.
 */
#pragma once
#include <ntifs.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    HANDLE Section;
    PVOID Address;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ViewEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL ViewEvtIoDeviceControl;

NTSTATUS ViewMap(_In_ PDEVICE_CONTEXT Context, _In_ HANDLE Process);
