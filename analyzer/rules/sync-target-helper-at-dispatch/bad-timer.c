/*
 * A timer polls the driver below. A timer callback always runs at DISPATCH_LEVEL unless its timer was
 * created with a passive execution level.
 */
#include <ntddk.h>
#include <wdf.h>

#define IOCTL_POLL_VERSION CTL_CODE(FILE_DEVICE_UNKNOWN, 0x820, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    WDFTIMER Timer;
    ULONG Version;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD PollEvtDeviceAdd;
EVT_WDF_TIMER PollEvtTimer;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, PollEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, PollEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
PollEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    NTSTATUS status;
    WDF_TIMER_CONFIG timerConfig;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    GetDeviceContext(device)->Target = WdfDeviceGetIoTarget(device);
    WDF_TIMER_CONFIG_INIT_PERIODIC(&timerConfig, PollEvtTimer, 1000);
    timerConfig.AutomaticSerialization = FALSE;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfTimerCreate(&timerConfig, &attributes, &GetDeviceContext(device)->Timer);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WdfTimerStart(GetDeviceContext(device)->Timer, WDF_REL_TIMEOUT_IN_SEC(1));

    return STATUS_SUCCESS;
}

static NTSTATUS
PollQueryVersion(_In_ WDFIOTARGET Target, _Out_ PULONG Version)
{
    WDF_MEMORY_DESCRIPTOR output;
    WDF_REQUEST_SEND_OPTIONS options;

    *Version = 0;
    WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&output, Version, sizeof(*Version));
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(2));
    return WdfIoTargetSendIoctlSynchronously(Target, NULL, IOCTL_POLL_VERSION, NULL, &output, &options, NULL); /* expect: sync-target-helper-at-dispatch "the level is DISPATCH_LEVEL" */
}

VOID
PollEvtTimer(_In_ WDFTIMER Timer)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)WdfTimerGetParentObject(Timer));

    if (!NT_SUCCESS(PollQueryVersion(context->Target, &context->Version))) {
        context->Version = 0;
    }
}
