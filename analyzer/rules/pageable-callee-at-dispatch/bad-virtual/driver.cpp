/*
 * The interface's method is called with a spin lock held. The class that implements it, in another file, is pageable.
 */
#include "source.h"

struct DEVICE_CONTEXT {
    WDFSPINLOCK Lock;
    SampleSource *Source;
    ULONG Formats;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

extern "C" DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_DEVICE_ADD VaneEvtDeviceAdd;
static EVT_WDF_DEVICE_D0_ENTRY VaneEvtD0Entry;

static NTSTATUS
VaneEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    DEVICE_CONTEXT *context = GetDeviceContext(Device);

    UNREFERENCED_PARAMETER(PreviousState);
    WdfSpinLockAcquire(context->Lock);
    context->Formats = context->Source->Formats(); /* expect: pageable-callee-at-dispatch "FileSource::Formats is in the pageable section" */
    WdfSpinLockRelease(context->Lock);
    return STATUS_SUCCESS;
}

static NTSTATUS
VaneEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDeviceD0Entry = VaneEvtD0Entry;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &power);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    GetDeviceContext(device)->Source = new FileSource;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    return WdfSpinLockCreate(&attributes, &GetDeviceContext(device)->Lock);
}

extern "C" NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, VaneEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
