/*
 * A request of the driver's own lives as long as the device: its handle stays good.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFREQUEST Reader;
    WDFMEMORY Memory;
    BOOLEAN Running;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD OwEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL OwEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE OwEvtReadDone;
static NTSTATUS OwStart(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, OwEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, OwEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
OwEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
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
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfRequestCreate(&attributes, WdfDeviceGetIoTarget(device), &context->Reader);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = WdfMemoryCreate(&attributes, NonPagedPoolNx, 'dRpS', 64, &context->Memory, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = OwStart(context, WdfDeviceGetIoTarget(device));
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = OwEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID
OwEvtReadDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
              _In_ WDFCONTEXT Context)
{
    PDEVICE_CONTEXT context = (PDEVICE_CONTEXT)Context;
    WDF_REQUEST_REUSE_PARAMS params;

    if (!NT_SUCCESS(Params->IoStatus.Status)) {
        context->Running = FALSE;
        return;
    }
    WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
    WdfRequestReuse(Request, &params);
    if (!NT_SUCCESS(WdfIoTargetFormatRequestForRead(Target, Request, context->Memory, NULL, NULL))) {
        context->Running = FALSE;
        return;
    }
    WdfRequestSetCompletionRoutine(Request, OwEvtReadDone, context);
    context->Running = WdfRequestSend(Request, Target, WDF_NO_SEND_OPTIONS);
}

static NTSTATUS
OwStart(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target)
{
    NTSTATUS status;

    status = WdfIoTargetFormatRequestForRead(Target, Context->Reader, Context->Memory, NULL, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WdfRequestSetCompletionRoutine(Context->Reader, OwEvtReadDone, Context);
    Context->Running = WdfRequestSend(Context->Reader, Target, WDF_NO_SEND_OPTIONS);
    return Context->Running ? STATUS_SUCCESS : WdfRequestGetStatus(Context->Reader);
}

VOID
OwEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                     _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    if (context->Running) {
        WdfRequestCancelSentRequest(context->Reader);
    }
    WdfRequestComplete(Request, STATUS_SUCCESS);
}
