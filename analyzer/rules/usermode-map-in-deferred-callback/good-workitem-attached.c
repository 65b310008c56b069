/*
 * The corrected version of bad-workitem.c: create keeps a reference to the opener's process, and
 * the work item attaches to it before it maps.
 */
#include <ntifs.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PMDL Mdl;
    WDFWORKITEM MapItem;
    PEPROCESS Owner;
    PVOID UserAddress;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LazyEvtDeviceAdd;
EVT_WDF_DEVICE_FILE_CREATE LazyEvtDeviceFileCreate;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL LazyEvtIoDeviceControl;
EVT_WDF_WORKITEM LazyEvtMapItem;
EVT_WDF_OBJECT_CONTEXT_CLEANUP LazyEvtDeviceCleanup;

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
    WDF_FILEOBJECT_CONFIG fileConfig;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WdfDeviceInitSetExclusive(DeviceInit, TRUE);
    WDF_FILEOBJECT_CONFIG_INIT(&fileConfig, LazyEvtDeviceFileCreate, WDF_NO_EVENT_CALLBACK, WDF_NO_EVENT_CALLBACK);
    WdfDeviceInitSetFileObjectConfig(DeviceInit, &fileConfig, WDF_NO_OBJECT_ATTRIBUTES);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    attributes.EvtCleanupCallback = LazyEvtDeviceCleanup;
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
LazyEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)Object);

    if (context->Owner != NULL) {
        ObDereferenceObject(context->Owner);
    }
}

VOID
LazyEvtDeviceFileCreate(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request, _In_ WDFFILEOBJECT FileObject)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);

    UNREFERENCED_PARAMETER(FileObject);

    /* The device is exclusive: there is one opener at a time. */
    if (context->Owner == NULL) {
        context->Owner = PsGetCurrentProcess();
        ObReferenceObject(context->Owner);
    }
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

VOID
LazyEvtMapItem(_In_ WDFWORKITEM WorkItem)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)WdfWorkItemGetParentObject(WorkItem));
    KAPC_STATE apc;

    KeStackAttachProcess(context->Owner, &apc);
    __try {
        context->UserAddress = MmMapLockedPagesSpecifyCache(context->Mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        context->UserAddress = NULL;
    }
    KeUnstackDetachProcess(&apc);
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
