#include "bell.h"

#define BELL_REQUEST_REARM 0x21

NTSTATUS
BellRearm(_In_ PDEVICE_CONTEXT Context)
{
    WDF_USB_CONTROL_SETUP_PACKET packet;
    WDF_REQUEST_SEND_OPTIONS options;

    WDF_USB_CONTROL_SETUP_PACKET_INIT_VENDOR(&packet, BmRequestHostToDevice, BmRequestToDevice, BELL_REQUEST_REARM, 0, 0);
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_TIMEOUT);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(1));
    return WdfUsbTargetDeviceSendControlTransferSynchronously(Context->UsbDevice, WDF_NO_HANDLE, &options, &packet, NULL, NULL); /* expect: sync-target-helper-at-dispatch "BellEvtReaderDone" */
}

NTSTATUS
BellEvtPrepareHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST Raw, _In_ WDFCMRESLIST Translated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    WDF_USB_DEVICE_CREATE_CONFIG createConfig;
    WDF_USB_DEVICE_SELECT_CONFIG_PARAMS select;
    WDF_USB_CONTINUOUS_READER_CONFIG reader;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);

    if (context->UsbDevice == NULL) {
        WDF_USB_DEVICE_CREATE_CONFIG_INIT(&createConfig, USBD_CLIENT_CONTRACT_VERSION_602);
        status = WdfUsbTargetDeviceCreateWithParameters(Device, &createConfig, WDF_NO_OBJECT_ATTRIBUTES, &context->UsbDevice);
        if (!NT_SUCCESS(status)) {
            return status;
        }
    }
    WDF_USB_DEVICE_SELECT_CONFIG_PARAMS_INIT_SINGLE_INTERFACE(&select);
    status = WdfUsbTargetDeviceSelectConfig(context->UsbDevice, WDF_NO_OBJECT_ATTRIBUTES, &select);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    context->InterruptPipe = WdfUsbInterfaceGetConfiguredPipe(select.Types.SingleInterface.ConfiguredUsbInterface, 0, NULL);
    if (context->InterruptPipe == NULL) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    WDF_USB_CONTINUOUS_READER_CONFIG_INIT(&reader, BellEvtReaderDone, context, sizeof(UCHAR));
    return WdfUsbTargetPipeConfigContinuousReader(context->InterruptPipe, &reader);
}
