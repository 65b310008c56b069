/*
 * The lock is taken under a condition, and so is the call. What else the handler decides makes no difference to the mistake.
 */
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    FAST_MUTEX Mutex;
    WDFSPINLOCK Lock;
    BOOLEAN Shared;
    ULONG Count;
    ULONG Long;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD BargeEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_WRITE BargeEvtIoWrite;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, BargeEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
BargeEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    attributes.ExecutionLevel = WdfExecutionLevelPassive;
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ExInitializeFastMutex(&GetDeviceContext(device)->Mutex);

    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfSpinLockCreate(&attributes, &GetDeviceContext(device)->Lock);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchSequential);
    queueConfig.EvtIoWrite = BargeEvtIoWrite;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID
BargeEvtIoWrite(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    if (Length > 4096) {
        context->Long += 1;
    }
    if (context->Shared) { /* branch: passive-call-under-spinlock "context->Shared is true" */
        WdfSpinLockAcquire(context->Lock);
    }
    if (context->Long > 8) {
        context->Long = 0;
    } else {
        context->Long += 2;
    }
    if (Length != 0) { /* branch: passive-call-under-spinlock "Length != 0 is true" */
        ExAcquireFastMutex(&context->Mutex); /* expect: passive-call-under-spinlock "ExAcquireFastMutex" */
        context->Count += 1;
        ExReleaseFastMutex(&context->Mutex);
    }
    if (context->Shared) {
        WdfSpinLockRelease(context->Lock);
    }
    WdfRequestComplete(Request, STATUS_SUCCESS);
}
