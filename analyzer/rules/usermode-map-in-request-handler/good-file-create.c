/*
 * The mapping is made when a handle is opened and taken back when the last handle goes: create runs
 * in the opener's thread, cleanup in the closer's.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _FILE_CONTEXT {
    PVOID Address;
} FILE_CONTEXT, *PFILE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(FILE_CONTEXT, GetFileContext)

typedef struct _DEVICE_CONTEXT {
    PMDL TapMdl;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD TapEvtDeviceAdd;
EVT_WDF_DEVICE_FILE_CREATE TapEvtDeviceFileCreate;
EVT_WDF_FILE_CLEANUP TapEvtFileCleanup;
EVT_WDF_IO_QUEUE_IO_READ TapEvtIoRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, TapEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, TapEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
TapEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;
    WDF_FILEOBJECT_CONFIG fileConfig;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_FILEOBJECT_CONFIG_INIT(&fileConfig, TapEvtDeviceFileCreate, WDF_NO_EVENT_CALLBACK, TapEvtFileCleanup);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, FILE_CONTEXT);
    WdfDeviceInitSetFileObjectConfig(DeviceInit, &fileConfig, &attributes);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoRead = TapEvtIoRead;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID
TapEvtDeviceFileCreate(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request, _In_ WDFFILEOBJECT FileObject)
{
    PFILE_CONTEXT file = GetFileContext(FileObject);
    NTSTATUS status = STATUS_SUCCESS;

    __try {
        file->Address = MmMapLockedPagesSpecifyCache(GetDeviceContext(Device)->TapMdl, UserMode, MmCached, NULL, FALSE,
                                                     NormalPagePriority);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    WdfRequestComplete(Request, status);
}

VOID
TapEvtFileCleanup(_In_ WDFFILEOBJECT FileObject)
{
    PFILE_CONTEXT file = GetFileContext(FileObject);
    PDEVICE_CONTEXT context = GetDeviceContext(WdfFileObjectGetDevice(FileObject));

    if (file->Address != NULL) {
        MmUnmapLockedPages(file->Address, context->TapMdl);
        file->Address = NULL;
    }
}

VOID
TapEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PVOID *out;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Length);

    status = WdfRequestRetrieveOutputBuffer(Request, sizeof(PVOID), (PVOID *)&out, NULL);
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }
    *out = GetFileContext(WdfRequestGetFileObject(Request))->Address;
    WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS, sizeof(PVOID));
}
