/*
 * A driver that cannot do without its peer refuses the removal, and need not close.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Peer;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD NoEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL NoEvtIoDeviceControl;
EVT_WDF_IO_TARGET_QUERY_REMOVE NoEvtQueryRemove;
EVT_WDF_IO_TARGET_REMOVE_COMPLETE NoEvtRemoveComplete;
EVT_WDF_IO_TARGET_REMOVE_CANCELED NoEvtRemoveCanceled;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, NoEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, NoEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
NoEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\NoPeer");
    WDF_IO_TARGET_OPEN_PARAMS open;
    PDEVICE_CONTEXT context;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    context = GetDeviceContext(device);
    status = WdfIoTargetCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &context->Peer);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&open, &name, STANDARD_RIGHTS_ALL);
    open.EvtIoTargetQueryRemove = NoEvtQueryRemove;
    open.EvtIoTargetRemoveComplete = NoEvtRemoveComplete;
    open.EvtIoTargetRemoveCanceled = NoEvtRemoveCanceled;
    status = WdfIoTargetOpen(context->Peer, &open);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = NoEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

NTSTATUS
NoEvtQueryRemove(_In_ WDFIOTARGET Target)
{
    UNREFERENCED_PARAMETER(Target);
    return STATUS_DEVICE_BUSY;
}

VOID
NoEvtRemoveComplete(_In_ WDFIOTARGET Target)
{
    WdfIoTargetClose(Target);
}

VOID
NoEvtRemoveCanceled(_In_ WDFIOTARGET Target)
{
    WDF_IO_TARGET_OPEN_PARAMS open;

    WDF_IO_TARGET_OPEN_PARAMS_INIT_REOPEN(&open);
    if (!NT_SUCCESS(WdfIoTargetOpen(Target, &open))) {
        WdfIoTargetClose(Target);
    }
}

VOID
NoEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                     _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    WdfRequestComplete(Request, context->Peer ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED);
}
