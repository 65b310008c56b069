/*
 * The guard is used where the level is promised (D0 entry) and where it is not: the finding stands at the use, not in the guard.
 */
#include "guard.h"

struct DEVICE_CONTEXT {
    WDFWAITLOCK Lock;
    ULONG Count;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

extern "C" DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_DEVICE_ADD SillEvtDeviceAdd;
static EVT_WDF_DEVICE_D0_ENTRY SillEvtD0Entry;
static EVT_WDF_IO_QUEUE_IO_READ SillEvtIoRead;
static EVT_WDF_IO_QUEUE_IO_WRITE SillEvtIoWrite;

static NTSTATUS
SillEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    WaitGuard guard(GetDeviceContext(Device)->Lock);

    UNREFERENCED_PARAMETER(PreviousState);
    GetDeviceContext(Device)->Count = 0;
    return STATUS_SUCCESS;
}

static VOID
SillEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    DEVICE_CONTEXT *context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(Length);
    {
        WaitGuard guard(context->Lock); /* expect: wait-lock-at-unknown-irql "reached from SillEvtIoRead" */
        context->Count++;
    }
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

static VOID
SillEvtIoWrite(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    DEVICE_CONTEXT *context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(Length);
    {
        WaitGuard guard(context->Lock); /* expect: wait-lock-at-unknown-irql "reached from SillEvtIoWrite" */
        context->Count--;
    }
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

static NTSTATUS
SillEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDeviceD0Entry = SillEvtD0Entry;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &power);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfWaitLockCreate(&attributes, &GetDeviceContext(device)->Lock);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoRead = SillEvtIoRead;
    queueConfig.EvtIoWrite = SillEvtIoWrite;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

extern "C" NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, SillEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
