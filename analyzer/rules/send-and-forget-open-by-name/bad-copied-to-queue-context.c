/*
 * The handle is copied from the device's context to the queue's, where the handler finds it: another field, the
 * same target.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _QUEUE_CONTEXT {
    WDFIOTARGET Sink;
} QUEUE_CONTEXT, *PQUEUE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(QUEUE_CONTEXT, GetQueueContext)

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD HandEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL HandEvtIoDeviceControl;
static NTSTATUS HandOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, HandEvtDeviceAdd)
#pragma alloc_text(PAGE, HandOpenTarget)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, HandEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
HandEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;
    WDFQUEUE queue;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = HandOpenTarget(device, &GetDeviceContext(device)->Target);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = HandEvtIoDeviceControl;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, QUEUE_CONTEXT);
    status = WdfIoQueueCreate(device, &queueConfig, &attributes, &queue);
    if (NT_SUCCESS(status)) {
        GetQueueContext(queue)->Sink = GetDeviceContext(device)->Target;
    }
    return status;
}

static NTSTATUS
HandOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\HandLower");
    WDF_IO_TARGET_OPEN_PARAMS open;
    WDFIOTARGET target;
    NTSTATUS status;

    PAGED_CODE();

    *Target = NULL;
    status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_TARGET_OPEN_PARAMS_INIT_CREATE_BY_NAME(&open, &name, GENERIC_READ | GENERIC_WRITE);
    status = WdfIoTargetOpen(target, &open);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(target);
        return status;
    }
    *Target = target;
    return STATUS_SUCCESS;
}

static VOID
HandForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WDF_REQUEST_SEND_OPTIONS options;

    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
    if (!WdfRequestSend(Request, Target, &options)) { /* expect: send-and-forget-open-by-name "is opened by name" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}

VOID
HandEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PQUEUE_CONTEXT context = GetQueueContext(Queue);

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    HandForward(Request, context->Sink);
}
