/*
 * A USB function driver: an interrupt pipe's continuous reader sees that the device lost its
 * configuration and tries to repair it at once, two calls further, with a control transfer that waits.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>
#include <usb.h>
#include <usbdlib.h>
#include <wdfusb.h>

typedef struct _DEVICE_CONTEXT {
    WDFUSBDEVICE UsbDevice;
    WDFUSBPIPE InterruptPipe;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD BellEvtDeviceAdd;
EVT_WDF_DEVICE_PREPARE_HARDWARE BellEvtPrepareHardware;
EVT_WDF_USB_READER_COMPLETION_ROUTINE BellEvtReaderDone;

NTSTATUS BellRearm(_In_ PDEVICE_CONTEXT Context);
