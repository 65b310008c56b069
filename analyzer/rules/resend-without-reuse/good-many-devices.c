/*
 * A work item starts whatever devices have arrived: each keeps a notification request of its own, made where the device was
 * found, in the same member of its structure. The request made here is for something else.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _EAR {
    LIST_ENTRY Link;
    WDFIOTARGET Target;
    WDFREQUEST Notify;
} EAR, *PEAR;

typedef struct _DEVICE_CONTEXT {
    WDFDEVICE Device;
    WDFWORKITEM Item;
    LIST_ENTRY Arrived;
    WDFIOTARGET Local;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD EarEvtDeviceAdd;
EVT_WDF_DEVICE_SELF_MANAGED_IO_INIT EarEvtInit;
EVT_WDF_WORKITEM EarEvtWorkItem;
EVT_WDF_REQUEST_COMPLETION_ROUTINE EarEvtNotified;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, EarEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
EarEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
    WDF_WORKITEM_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;
    PDEVICE_CONTEXT context;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&callbacks);
    callbacks.EvtDeviceSelfManagedIoInit = EarEvtInit;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &callbacks);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    context = GetDeviceContext(device);
    context->Device = device;
    context->Local = WdfDeviceGetIoTarget(device);
    InitializeListHead(&context->Arrived);
    WDF_WORKITEM_CONFIG_INIT(&config, EarEvtWorkItem);
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    return WdfWorkItemCreate(&config, &attributes, &context->Item);
}

static NTSTATUS
EarFound(_In_ PDEVICE_CONTEXT Context)
{
    PEAR ear = (PEAR)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(EAR), 'raE ');
    NTSTATUS status;

    if (ear == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    ear->Target = Context->Local;
    status = WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, ear->Target, &ear->Notify);
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(ear, 'raE ');
        return status;
    }
    InsertTailList(&Context->Arrived, &ear->Link);
    return STATUS_SUCCESS;
}

NTSTATUS
EarEvtInit(_In_ WDFDEVICE Device)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    NTSTATUS status = EarFound(context);

    if (NT_SUCCESS(status)) {
        WdfWorkItemEnqueue(context->Item);
    }
    return status;
}

static NTSTATUS
EarListen(_In_ PEAR Ear)
{
    NTSTATUS status = WdfIoTargetFormatRequestForIoctl(Ear->Target, Ear->Notify, 0x220004, NULL, NULL, NULL, NULL);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    WdfRequestSetCompletionRoutine(Ear->Notify, EarEvtNotified, Ear);
    if (!WdfRequestSend(Ear->Notify, Ear->Target, WDF_NO_SEND_OPTIONS)) {
        return WdfRequestGetStatus(Ear->Notify);
    }
    return STATUS_SUCCESS;
}

VOID
EarEvtWorkItem(_In_ WDFWORKITEM WorkItem)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)WdfWorkItemGetParentObject(WorkItem));
    WDFREQUEST probe;

    if (NT_SUCCESS(WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, context->Local, &probe))) {
        WdfObjectDelete(probe);
    }
    while (!IsListEmpty(&context->Arrived)) {
        PEAR ear = CONTAINING_RECORD(RemoveHeadList(&context->Arrived), EAR, Link);

        (VOID)EarListen(ear);
    }
}

VOID
EarEvtNotified(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
               _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Request);
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Params);
    UNREFERENCED_PARAMETER(Context);
}
