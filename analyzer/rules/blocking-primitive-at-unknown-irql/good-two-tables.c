/*
 * Two tables of one kind: the handler that waits is in the one of the queue with a passive level.
 */
#include <ntddk.h>
#include <wdf.h>

#define DIAL_CODE(n) CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + (n), METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _DEVICE_CONTEXT {
    FAST_MUTEX Guard;
    ULONG Position;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD DialEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL DialEvtIoDeviceControl;
EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL DialEvtIoInternalDeviceControl;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, DialEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
DialEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    WDFQUEUE queue;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ExInitializeFastMutex(&GetDeviceContext(device)->Guard);

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchParallel);
    queueConfig.EvtIoDeviceControl = DialEvtIoDeviceControl;
    status = WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT(&queueConfig, WdfIoQueueDispatchSequential);
    queueConfig.EvtIoInternalDeviceControl = DialEvtIoInternalDeviceControl;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ExecutionLevel = WdfExecutionLevelPassive;
    status = WdfIoQueueCreate(device, &queueConfig, &attributes, &queue);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return WdfDeviceConfigureRequestDispatching(device, queue, WdfRequestTypeDeviceControlInternal);
}

typedef NTSTATUS DIAL_HANDLER(_Inout_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request);

static NTSTATUS
DialRead(_Inout_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    PULONG position;
    NTSTATUS status = WdfRequestRetrieveOutputBuffer(Request, sizeof *position, (PVOID *)&position, NULL);

    if (NT_SUCCESS(status)) {
        *position = Context->Position;
        WdfRequestSetInformation(Request, sizeof *position);
    }
    return status;
}

static NTSTATUS
DialStep(_Inout_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    UNREFERENCED_PARAMETER(Request);
    InterlockedIncrement((volatile LONG *)&Context->Position);
    return STATUS_SUCCESS;
}

static NTSTATUS
DialBack(_Inout_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    UNREFERENCED_PARAMETER(Request);
    InterlockedDecrement((volatile LONG *)&Context->Position);
    return STATUS_SUCCESS;
}

static NTSTATUS
DialSet(_Inout_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    PULONG position;
    NTSTATUS status = WdfRequestRetrieveInputBuffer(Request, sizeof *position, (PVOID *)&position, NULL);

    if (NT_SUCCESS(status)) {
        InterlockedExchange((volatile LONG *)&Context->Position, (LONG)*position);
    }
    return status;
}

static NTSTATUS
DialReset(_Inout_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    UNREFERENCED_PARAMETER(Request);
    ExAcquireFastMutex(&Context->Guard);
    Context->Position = 0;
    ExReleaseFastMutex(&Context->Guard);
    return STATUS_SUCCESS;
}

typedef struct _DIAL_ENTRY {
    ULONG Code;
    DIAL_HANDLER *Handler;
} DIAL_ENTRY;

static const DIAL_ENTRY DialTable[] = {
    { DIAL_CODE(0), DialRead },
    { DIAL_CODE(1), DialStep },
    { DIAL_CODE(2), DialBack },
    { DIAL_CODE(3), DialSet },
};

static const DIAL_ENTRY DialSlowTable[] = {
    { DIAL_CODE(4), DialReset },
    { DIAL_CODE(5), DialSet },
};

static VOID
DialDispatch(_In_ const DIAL_ENTRY *Table, _In_ ULONG Count, _In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ ULONG Code)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status = STATUS_INVALID_DEVICE_REQUEST;
    ULONG i;

    for (i = 0; i < Count; i++) {
        if (Table[i].Code == Code) {
            status = Table[i].Handler(context, Request);
            break;
        }
    }
    WdfRequestComplete(Request, status);
}

VOID
DialEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    DialDispatch(DialTable, ARRAYSIZE(DialTable), Queue, Request, IoControlCode);
}

VOID
DialEvtIoInternalDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                               _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    DialDispatch(DialSlowTable, ARRAYSIZE(DialSlowTable), Queue, Request, IoControlCode);
}
