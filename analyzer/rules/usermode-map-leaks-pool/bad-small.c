/*
 * A small block is shared with the application; its page is shared with whoever else has pool there.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PMDL Mdl;
    PVOID Pool;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

typedef struct _FILE_CONTEXT {
    PVOID Address;
} FILE_CONTEXT, *PFILE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(FILE_CONTEXT, GetFileContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ShareEvtDeviceAdd;
EVT_WDF_DEVICE_FILE_CREATE ShareEvtDeviceFileCreate;
EVT_WDF_FILE_CLEANUP ShareEvtFileCleanup;
EVT_WDF_IO_QUEUE_IO_READ TabEvtIoRead;
NTSTATUS ShareMap(_Inout_ PDEVICE_CONTEXT Context, _Inout_ PFILE_CONTEXT File);

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
    WDF_FILEOBJECT_CONFIG fileConfig;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_FILEOBJECT_CONFIG_INIT(&fileConfig, ShareEvtDeviceFileCreate, WDF_NO_EVENT_CALLBACK, ShareEvtFileCleanup);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, FILE_CONTEXT);
    WdfDeviceInitSetFileObjectConfig(DeviceInit, &fileConfig, &attributes);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoRead = TabEvtIoRead;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID
ShareEvtDeviceFileCreate(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request, _In_ WDFFILEOBJECT FileObject)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    PFILE_CONTEXT file = GetFileContext(FileObject);
    NTSTATUS status;

    status = ShareMap(context, file);
    WdfRequestComplete(Request, status);
}

VOID
ShareEvtFileCleanup(_In_ WDFFILEOBJECT FileObject)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfFileObjectGetDevice(FileObject));
    PFILE_CONTEXT file = GetFileContext(FileObject);

    if (file->Address != NULL) {
        MmUnmapLockedPages(file->Address, context->Mdl);
        IoFreeMdl(context->Mdl);
        ExFreePoolWithTag(context->Pool, 'erhS');
    }
}

VOID
ShareEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Length);

    WdfRequestComplete(Request, STATUS_SUCCESS);
}

NTSTATUS
ShareMap(_Inout_ PDEVICE_CONTEXT Context, _Inout_ PFILE_CONTEXT File)
{
    PVOID pool;
    PMDL mdl;

    pool = ExAllocatePool2(POOL_FLAG_NON_PAGED, 256, 'erhS');
    if (pool == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    mdl = IoAllocateMdl(pool, 256, FALSE, FALSE, NULL);
    if (mdl == NULL) {
        ExFreePoolWithTag(pool, 'erhS');
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    MmBuildMdlForNonPagedPool(mdl);
    __try {
        File->Address = MmMapLockedPagesSpecifyCache(mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority | MdlMappingNoExecute); /* expect: usermode-map-leaks-pool "these 256 bytes of pool" */
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        IoFreeMdl(mdl);
        ExFreePoolWithTag(pool, 'erhS');
        return GetExceptionCode();
    }
    Context->Mdl = mdl;
    Context->Pool = pool;
    return STATUS_SUCCESS;
}
