/*
 * The corrected version of bad-dpc.c: the DPC queues a work item, which runs at PASSIVE_LEVEL.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFDPC Dpc;
    WDFWORKITEM Item;
    WDFQUEUE Queue;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD HaltEvtDeviceAdd;
EVT_WDF_DPC HaltEvtDpc;
EVT_WDF_WORKITEM HaltEvtWorkItem;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL HaltEvtIoDeviceControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, HaltEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, HaltEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
HaltEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;
    WDF_DPC_CONFIG dpcConfig;
    WDF_WORKITEM_CONFIG itemConfig;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_DPC_CONFIG_INIT(&dpcConfig, HaltEvtDpc);
    dpcConfig.AutomaticSerialization = FALSE;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfDpcCreate(&dpcConfig, &attributes, &GetDeviceContext(device)->Dpc);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_WORKITEM_CONFIG_INIT(&itemConfig, HaltEvtWorkItem);
    itemConfig.AutomaticSerialization = FALSE;
    status = WdfWorkItemCreate(&itemConfig, &attributes, &GetDeviceContext(device)->Item);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = HaltEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, &GetDeviceContext(device)->Queue);
}

VOID
HaltEvtWorkItem(_In_ WDFWORKITEM WorkItem)
{
    WdfIoQueueStopSynchronously(GetDeviceContext((WDFDEVICE)WdfWorkItemGetParentObject(WorkItem))->Queue);
}

VOID
HaltEvtDpc(_In_ WDFDPC Dpc)
{
    WdfWorkItemEnqueue(GetDeviceContext((WDFDEVICE)WdfDpcGetParentObject(Dpc))->Item);
}

VOID
HaltEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    WdfDpcEnqueue(GetDeviceContext(WdfIoQueueGetDevice(Queue))->Dpc);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}
