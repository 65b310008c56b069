/*
 * The corrected version of bad-target-file-object.c: the lower driver does not need the file object, so the target
 * is opened without it.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    PFILE_OBJECT LowerFile;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD MailEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL MailEvtIoDeviceControl;
EVT_WDF_OBJECT_CONTEXT_CLEANUP MailEvtDeviceCleanup;
static NTSTATUS MailOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, MailEvtDeviceAdd)
#pragma alloc_text(PAGE, MailOpenTarget)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, MailEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
MailEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    attributes.EvtCleanupCallback = MailEvtDeviceCleanup;
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = MailOpenTarget(device, &GetDeviceContext(device)->Target);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = MailEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static NTSTATUS
MailOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\MailLower");
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    WDF_IO_TARGET_OPEN_PARAMS open;
    PDEVICE_OBJECT lower;
    WDFIOTARGET target;
    NTSTATUS status;

    PAGED_CODE();

    *Target = NULL;
    status = IoGetDeviceObjectPointer((PUNICODE_STRING)&name, FILE_ALL_ACCESS, &context->LowerFile, &lower);
    if (!NT_SUCCESS(status)) {
        context->LowerFile = NULL;
        return status;
    }
    status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&open, lower);
    status = WdfIoTargetOpen(target, &open);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(target);
        return status;
    }
    *Target = target;
    return STATUS_SUCCESS;
}

VOID
MailEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)Object);

    if (context->LowerFile != NULL) {
        ObDereferenceObject(context->LowerFile);
    }
}

static VOID
MailForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WDF_REQUEST_SEND_OPTIONS options;

    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
    if (!WdfRequestSend(Request, Target, &options)) {
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}

VOID
MailEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    MailForward(Request, context->Target);
}
