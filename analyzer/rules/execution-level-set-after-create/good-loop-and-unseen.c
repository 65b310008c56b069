/*
 * In the loop the next round reads what the last one set; and a function that is not seen may read it.
 */
#include <ntddk.h>
#include <wdf.h>

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD RoundEvtDeviceAdd;

NTSTATUS RoundMakeMore(_In_ WDFDEVICE Device, _In_ PWDF_OBJECT_ATTRIBUTES Attributes);

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, RoundEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
RoundEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes, other;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;
    ULONG i;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT(&other);
    status = WdfDeviceCreate(&DeviceInit, &other, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    other.ExecutionLevel = WdfExecutionLevelPassive;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    for (i = 0; i < 2 && NT_SUCCESS(status); i++) {
        WDF_IO_QUEUE_CONFIG_INIT(&queueConfig, WdfIoQueueDispatchManual);
        status = WdfIoQueueCreate(device, &queueConfig, &attributes, WDF_NO_HANDLE);
        attributes.ExecutionLevel = WdfExecutionLevelPassive;
    }
    return NT_SUCCESS(status) ? RoundMakeMore(device, &other) : status;
}
