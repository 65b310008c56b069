#include "us.h"

NTSTATUS
UsEvtPrepareHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesRaw, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    WDF_USB_DEVICE_SELECT_CONFIG_PARAMS select;
    WDF_USB_CONTINUOUS_READER_CONFIG reader;
    WDFUSBINTERFACE usbInterface;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(ResourcesRaw);
    UNREFERENCED_PARAMETER(ResourcesTranslated);

    status = WdfUsbTargetDeviceCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &context->UsbDevice);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_USB_DEVICE_SELECT_CONFIG_PARAMS_INIT_SINGLE_INTERFACE(&select);
    status = WdfUsbTargetDeviceSelectConfig(context->UsbDevice, WDF_NO_OBJECT_ATTRIBUTES, &select);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    usbInterface = select.Types.SingleInterface.ConfiguredUsbInterface;
    context->IntPipe = WdfUsbInterfaceGetConfiguredPipe(usbInterface, 0, NULL);
    context->BulkPipe = WdfUsbInterfaceGetConfiguredPipe(usbInterface, 1, NULL);
    WDF_USB_CONTINUOUS_READER_CONFIG_INIT(&reader, UsEvtReader, context, 64);
    return WdfUsbTargetPipeConfigContinuousReader(context->IntPipe, &reader);
}

VOID
UsEvtReader(_In_ WDFUSBPIPE Pipe, _In_ WDFMEMORY Buffer, _In_ size_t Length, _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Pipe);
    UNREFERENCED_PARAMETER(Buffer);
    ((PDEVICE_CONTEXT)Context)->Received += (ULONG)Length;
}

NTSTATUS
UsRead(_In_ PDEVICE_CONTEXT Context, _Out_ PUCHAR Byte)
{
    WDF_REQUEST_SEND_OPTIONS options;
    WDF_MEMORY_DESCRIPTOR memory;

    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_TIMEOUT);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(1));
    WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&memory, Byte, sizeof(*Byte));
    return WdfUsbTargetPipeReadSynchronously(Context->IntPipe, NULL, &options, &memory, NULL); /* expect: send-on-continuous-reader-pipe "may never get data" */
}
