/*
 * An application's event and its buffer can only be looked up in its own thread: that is what this callback is for.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PKEVENT Event;
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD StallEvtDeviceAdd;
EVT_WDF_IO_IN_CALLER_CONTEXT StallEvtIoInCallerContext;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL StallEvtIoDeviceControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, StallEvtDeviceAdd)
#endif

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, StallEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
StallEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WdfDeviceInitSetIoInCallerContextCallback(DeviceInit, StallEvtIoInCallerContext);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = StallEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static NTSTATUS
StallTakeEvent(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    PHANDLE handle;
    NTSTATUS status;

    status = WdfRequestRetrieveInputBuffer(Request, sizeof(HANDLE), (PVOID *)&handle, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return ObReferenceObjectByHandle(*handle, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, (PVOID *)&Context->Event, NULL);
}

static NTSTATUS
StallTellCount(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    NTSTATUS status;
    PVOID user;

    status = WdfRequestRetrieveUnsafeUserOutputBuffer(Request, sizeof(ULONG), &user, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        ProbeForWrite(user, sizeof(ULONG), sizeof(ULONG));
        *(PULONG)user = Context->Count;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status;
}

VOID
StallEvtIoInCallerContext(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    NTSTATUS status;

    if (GetDeviceContext(Device)->Event == NULL) {
        status = StallTakeEvent(GetDeviceContext(Device), Request);
    } else {
        status = StallTellCount(GetDeviceContext(Device), Request);
    }
    if (NT_SUCCESS(status)) {
        status = WdfDeviceEnqueueRequest(Device, Request);
    }
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
    }
}

VOID
StallEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                        _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    WdfRequestComplete(Request, STATUS_SUCCESS);
}
