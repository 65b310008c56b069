/*
 * A passive work item raises the level around a short section and calls a passive-only method inside it.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFWORKITEM Item;
    ULONG Length;
    WCHAR Name[64];
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LiftEvtDeviceAdd;
EVT_WDF_WORKITEM LiftEvtWorkItem;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LiftEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, LiftEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
LiftEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    NTSTATUS status;
    WDF_WORKITEM_CONFIG itemConfig;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_WORKITEM_CONFIG_INIT(&itemConfig, LiftEvtWorkItem);
    itemConfig.AutomaticSerialization = FALSE;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfWorkItemCreate(&itemConfig, &attributes, &GetDeviceContext(device)->Item);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WdfWorkItemEnqueue(GetDeviceContext(device)->Item);

    return STATUS_SUCCESS;
}

VOID
LiftEvtWorkItem(_In_ WDFWORKITEM WorkItem)
{
    WDFDEVICE device = (WDFDEVICE)WdfWorkItemGetParentObject(WorkItem);
    PDEVICE_CONTEXT context = GetDeviceContext(device);
    KIRQL oldIrql;
    NTSTATUS status;

    KeRaiseIrql(DISPATCH_LEVEL, &oldIrql);
    status = WdfDeviceQueryProperty(device, DevicePropertyDeviceDescription, sizeof(context->Name), context->Name, &context->Length); /* expect: ddi-above-max-irql "WdfDeviceQueryProperty" */
    KeLowerIrql(oldIrql);
    if (!NT_SUCCESS(status)) {
        context->Length = 0;
    }
}
