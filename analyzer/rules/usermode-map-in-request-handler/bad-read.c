/*
 * Shares one page of driver memory with the application that reads from the device: every read
 * returns the address of a fresh mapping. The exception handler around the mapping is right; the
 * place is not, because EvtIoRead is promised no particular process.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PMDL SharedMdl;
    PVOID SharedPage;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ShareEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_READ ShareEvtIoRead;
EVT_WDF_OBJECT_CONTEXT_CLEANUP ShareEvtDeviceCleanup;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, ShareEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, ShareEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
ShareEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    attributes.EvtCleanupCallback = ShareEvtDeviceCleanup;
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    GetDeviceContext(device)->SharedPage = ExAllocatePool2(POOL_FLAG_NON_PAGED, PAGE_SIZE, 'rahS');
    if (GetDeviceContext(device)->SharedPage == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    GetDeviceContext(device)->SharedMdl = IoAllocateMdl(GetDeviceContext(device)->SharedPage, PAGE_SIZE, FALSE, FALSE, NULL);
    if (GetDeviceContext(device)->SharedMdl == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    MmBuildMdlForNonPagedPool(GetDeviceContext(device)->SharedMdl);

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoRead = ShareEvtIoRead;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID
ShareEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)Object);

    if (context->SharedMdl != NULL) {
        IoFreeMdl(context->SharedMdl);
    }
    if (context->SharedPage != NULL) {
        ExFreePoolWithTag(context->SharedPage, 'rahS');
    }
}

VOID
ShareEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    PVOID *out;
    PVOID address = NULL;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Length);

    status = WdfRequestRetrieveOutputBuffer(Request, sizeof(PVOID), (PVOID *)&out, NULL);
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }

    __try {
        address = MmMapLockedPagesSpecifyCache(context->SharedMdl, /* expect: usermode-map-in-request-handler "arbitrary process" */
                                               UserMode, MmCached, NULL, FALSE,
                                               NormalPagePriority | MdlMappingNoExecute);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }

    if (address == NULL) {
        WdfRequestComplete(Request, NT_SUCCESS(status) ? STATUS_INSUFFICIENT_RESOURCES : status);
        return;
    }
    *out = address;
    WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS, sizeof(PVOID));
}
