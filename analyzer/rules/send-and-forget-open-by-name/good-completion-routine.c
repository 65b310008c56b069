/*
 * The corrected version of bad-figure4.c: formatted for the target it goes to, with a completion routine that
 * finishes the request.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD RelayEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL RelayEvtIoDeviceControl;
EVT_WDF_REQUEST_COMPLETION_ROUTINE RelayEvtRequestDone;
static NTSTATUS RelayOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, RelayEvtDeviceAdd)
#pragma alloc_text(PAGE, RelayOpenTarget)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, RelayEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
RelayEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
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

    status = RelayOpenTarget(device, &GetDeviceContext(device)->Target);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = RelayEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static NTSTATUS
RelayOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\RelayLower");
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

VOID
RelayEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                    _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

static VOID
RelayForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ ULONG IoControlCode)
{
    WDFMEMORY input;
    NTSTATUS status;

    status = WdfRequestRetrieveInputMemory(Request, &input);
    if (NT_SUCCESS(status)) {
        status = WdfIoTargetFormatRequestForIoctl(Target, Request, IoControlCode, input, NULL, NULL, NULL);
    }
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }
    WdfRequestSetCompletionRoutine(Request, RelayEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, Target, WDF_NO_SEND_OPTIONS)) {
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}

VOID
RelayEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                        _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    RelayForward(Request, context->Target, IoControlCode);
}
