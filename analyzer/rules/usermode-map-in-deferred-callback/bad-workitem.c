/*
 * The mapping was moved out of the request handler into a work item: the level is right there, but
 * a work item runs in the system process, so the application never sees the pages.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PMDL Mdl;
    WDFWORKITEM MapItem;
    PVOID UserAddress;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LazyEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL LazyEvtIoDeviceControl;
EVT_WDF_WORKITEM LazyEvtMapItem;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LazyEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, LazyEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
LazyEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
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

    WDF_WORKITEM_CONFIG_INIT(&itemConfig, LazyEvtMapItem);
    itemConfig.AutomaticSerialization = FALSE;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfWorkItemCreate(&itemConfig, &attributes, &GetDeviceContext(device)->MapItem);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = LazyEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID
LazyEvtMapItem(_In_ WDFWORKITEM WorkItem)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)WdfWorkItemGetParentObject(WorkItem));

    __try {
        context->UserAddress = MmMapLockedPagesSpecifyCache(context->Mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority); /* expect: usermode-map-in-deferred-callback "the system process" */
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        context->UserAddress = NULL;
    }
}

VOID
LazyEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    WdfWorkItemEnqueue(GetDeviceContext(WdfIoQueueGetDevice(Queue))->MapItem);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}
