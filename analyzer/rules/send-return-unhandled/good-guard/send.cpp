/*
 * The request is deleted by a guard object on every way out, also where the send was refused; a function of the driver's class
 * extension formatted it.
 */
#include <ntddk.h>
#include <wdf.h>

EXTERN_C_START
DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ReedEvtDeviceAdd;
EVT_WDF_DEVICE_D0_ENTRY ReedEvtD0Entry;
NTSTATUS ReedExtensionFormatProperty(_In_ WDFIOTARGET Target, _In_ WDFREQUEST Request, _In_ ULONG Property);
EXTERN_C_END

template <typename F> class Guard {
public:
    explicit Guard(F f) : m_f(f)
    {
    }
    ~Guard()
    {
        m_f();
    }

private:
    F m_f;
};

template <typename F> Guard<F> AtExit(F f)
{
    return Guard<F>(f);
}

extern "C" NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, ReedEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS ReedEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&callbacks);
    callbacks.EvtDeviceD0Entry = ReedEvtD0Entry;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &callbacks);
    return WdfDeviceCreate(&DeviceInit, WDF_NO_OBJECT_ATTRIBUTES, &device);
}

NTSTATUS ReedEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    WDFIOTARGET target = WdfDeviceGetIoTarget(Device);
    WDF_REQUEST_SEND_OPTIONS options;
    WDFREQUEST request;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(PreviousState);
    status = WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, target, &request);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    auto free = AtExit([&request]() { WdfObjectDelete(request); });

    status = ReedExtensionFormatProperty(target, request, 1);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(5));
    if (!WdfRequestSend(request, target, &options)) {
        return WdfRequestGetStatus(request);
    }
    return WdfRequestGetStatus(request);
}
