/*
 * A thread of the driver's own may wait as it likes: nobody else queues APCs to it.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    KEVENT Ready;
    HANDLE Thread;
    ULONG Rounds;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD OwnEvtDeviceAdd;
KSTART_ROUTINE OwnThread;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, OwnEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, OwnEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
OwnEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    KeInitializeEvent(&GetDeviceContext(device)->Ready, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&GetDeviceContext(device)->Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, OwnThread, GetDeviceContext(device));
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return STATUS_SUCCESS;
}

VOID
OwnThread(_In_ PVOID StartContext)
{
    PDEVICE_CONTEXT context = (PDEVICE_CONTEXT)StartContext;

    while (KeWaitForSingleObject(&context->Ready, UserRequest, UserMode, TRUE, NULL) == STATUS_SUCCESS) {
        context->Rounds += 1;
        KeClearEvent(&context->Ready);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}
