/*
 * A lower driver fills the buffer; when it is done, the completion routine in complete.c maps the
 * pages for the application through the helper in map.c. No completion routine knows its process.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    PMDL Mdl;
    PVOID UserAddress;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD FillEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ FillEvtIoRead;
EVT_WDF_REQUEST_COMPLETION_ROUTINE FillEvtReadDone;

NTSTATUS FillMapUser(_In_ PDEVICE_CONTEXT Context);
