/*
 * All changes of state are made under one wait lock.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    WDFWAITLOCK Lock;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LckEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL LckEvtIoDeviceControl;
static NTSTATUS LckOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);
EVT_WDF_DEVICE_D0_ENTRY LckEvtD0Entry;
EVT_WDF_DEVICE_D0_EXIT LckEvtD0Exit;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LckEvtDeviceAdd)
#pragma alloc_text(PAGE, LckOpenTarget)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, LckEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
LckEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDF_PNPPOWER_EVENT_CALLBACKS pnp;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&pnp);
    pnp.EvtDeviceD0Entry = LckEvtD0Entry;
    pnp.EvtDeviceD0Exit = LckEvtD0Exit;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &pnp);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    attributes.ExecutionLevel = WdfExecutionLevelPassive;
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = LckOpenTarget(device, &GetDeviceContext(device)->Target);
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
    queueConfig.EvtIoDeviceControl = LckEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static NTSTATUS
LckOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\LckLower");
    WDF_IO_TARGET_OPEN_PARAMS open;
    WDFIOTARGET target;
    NTSTATUS status;

    PAGED_CODE();

    *Target = NULL;
    status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&open, &name, STANDARD_RIGHTS_ALL);
    status = WdfIoTargetOpen(target, &open);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(target);
        return status;
    }
    *Target = target;
    return STATUS_SUCCESS;
}

NTSTATUS
LckEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    UNREFERENCED_PARAMETER(PreviousState);
    return WdfIoTargetStart(GetDeviceContext(Device)->Target);
}

NTSTATUS
LckEvtD0Exit(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE TargetState)
{
    UNREFERENCED_PARAMETER(TargetState);
    WdfWaitLockAcquire(GetDeviceContext(Device)->Lock, NULL);
    WdfIoTargetStop(GetDeviceContext(Device)->Target, WdfIoTargetCancelSentIo);
    WdfWaitLockRelease(GetDeviceContext(Device)->Lock);
    return STATUS_SUCCESS;
}

VOID
LckEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                      _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    WdfWaitLockAcquire(context->Lock, NULL);
    WdfIoTargetStop(context->Target, WdfIoTargetCancelSentIo);
    status = WdfIoTargetStart(context->Target);
    WdfWaitLockRelease(context->Lock);
    WdfRequestComplete(Request, status);
}
