/*
 * A helper in another file reads synchronously from the same pipe.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>
#include <usb.h>
#include <wdfusb.h>

typedef struct _DEVICE_CONTEXT {
    WDFUSBDEVICE UsbDevice;
    WDFUSBPIPE IntPipe;
    WDFUSBPIPE BulkPipe;
    ULONG Received;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD UsEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ UsEvtIoRead;
EVT_WDF_DEVICE_PREPARE_HARDWARE UsEvtPrepareHardware;
EVT_WDF_USB_READER_COMPLETION_ROUTINE UsEvtReader;
NTSTATUS UsRead(_In_ PDEVICE_CONTEXT Context, _Out_ PUCHAR Byte);
