/*
 * The audio class extension formats the request for one of its circuits, whatever target that stands on.
 */
#include <ntddk.h>
#include <wdf.h>
#include <acx.h>

extern "C" DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD CodecEvtDeviceAdd;
EVT_WDF_DEVICE_D0_ENTRY CodecEvtD0Entry;

static ACXTARGETCIRCUIT CodecCircuit;
static ACX_REQUEST_PARAMETERS CodecProperty;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, CodecEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
CodecEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDeviceD0Entry = CodecEvtD0Entry;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &power);
    return WdfDeviceCreate(&DeviceInit, WDF_NO_OBJECT_ATTRIBUTES, &device);
}

NTSTATUS
CodecEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    WDF_REQUEST_SEND_OPTIONS options;
    WDFIOTARGET target = WdfDeviceGetIoTarget(Device);
    WDFREQUEST request;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(PreviousState);
    status = WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, target, &request);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = AcxTargetCircuitFormatRequestForProperty(CodecCircuit, request, &CodecProperty);
    if (NT_SUCCESS(status)) {
        WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
        WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(5));
        WdfRequestSend(request, target, &options);
        status = WdfRequestGetStatus(request);
    }
    WdfObjectDelete(request);
    return status;
}
