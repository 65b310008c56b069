/*
 * A thread of the driver's own signals and waits in one step: known thread, PASSIVE_LEVEL.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    KEVENT Ready;
    KEVENT Go;
    HANDLE Thread;
    ULONG Rounds;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD DuetEvtDeviceAdd;
KSTART_ROUTINE DuetThread;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, DuetEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, DuetEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
DuetEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
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
    KeInitializeEvent(&GetDeviceContext(device)->Go, SynchronizationEvent, FALSE);
    status = PsCreateSystemThread(&GetDeviceContext(device)->Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, DuetThread, GetDeviceContext(device));
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return STATUS_SUCCESS;
}

VOID
DuetThread(_In_ PVOID StartContext)
{
    PDEVICE_CONTEXT context = (PDEVICE_CONTEXT)StartContext;

    KeSetEvent(&context->Go, IO_NO_INCREMENT, TRUE);
    KeWaitForSingleObject(&context->Ready, Executive, KernelMode, FALSE, NULL);
    context->Rounds += 1;
    PsTerminateSystemThread(STATUS_SUCCESS);
}
