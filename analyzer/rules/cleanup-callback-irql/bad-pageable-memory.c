/*
 * The cleanup callback of a memory object from nonpaged pool is pageable.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _BLOCK_CONTEXT {
    KEVENT Idle;
} BLOCK_CONTEXT, *PBLOCK_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(BLOCK_CONTEXT, GetBlockContext)

typedef struct _DEVICE_CONTEXT {
    WDFMEMORY Block;
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD MopEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL MopEvtIoDeviceControl;
EVT_WDF_OBJECT_CONTEXT_CLEANUP MopEvtCleanup;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, MopEvtDeviceAdd)
#pragma alloc_text(PAGE, MopEvtCleanup)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, MopEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
MopEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, BLOCK_CONTEXT);
    attributes.ParentObject = device;
    attributes.EvtCleanupCallback = MopEvtCleanup;
    status = WdfMemoryCreate(&attributes, NonPagedPoolNx, 'kclB', 64, &GetDeviceContext(device)->Block, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = MopEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID
MopEvtCleanup(_In_ WDFOBJECT Object) /* expect: cleanup-callback-irql "pageable section PAGE" */
{
    KeSetEvent(&GetBlockContext((WDFMEMORY)Object)->Idle, IO_NO_INCREMENT, FALSE);
}

VOID
MopEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                      _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    context->Count += 1;
    WdfRequestComplete(Request, STATUS_SUCCESS);
}
