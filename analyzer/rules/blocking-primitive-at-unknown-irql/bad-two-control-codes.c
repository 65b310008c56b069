/*
 * Two of the control codes come to the mutex, through a helper: the path says which.
 */
#include <ntddk.h>
#include <wdf.h>

#define IOCTL_DIAL_READ  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS)
#define IOCTL_DIAL_ZERO  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, FILE_WRITE_ACCESS)
#define IOCTL_DIAL_RESET CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_WRITE_ACCESS)

typedef struct _DEVICE_CONTEXT {
    FAST_MUTEX Guard;
    ULONG Position;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD DialEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL DialEvtIoDeviceControl;

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
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static VOID
DialReset(_Inout_ PDEVICE_CONTEXT Context)
{
    ExAcquireFastMutex(&Context->Guard); /* expect: blocking-primitive-at-unknown-irql "ExAcquireFastMutex" */
    Context->Position = 0;
    ExReleaseFastMutex(&Context->Guard);
}

VOID
DialEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status = STATUS_SUCCESS;
    PULONG position;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    switch (IoControlCode) { /* branch: blocking-primitive-at-unknown-irql "IoControlCode is IOCTL_DIAL_ZERO or IOCTL_DIAL_RESET" */
    case IOCTL_DIAL_READ:
        status = WdfRequestRetrieveOutputBuffer(Request, sizeof *position, (PVOID *)&position, NULL);
        if (NT_SUCCESS(status)) {
            *position = context->Position;
            WdfRequestSetInformation(Request, sizeof *position);
        }
        break;
    case IOCTL_DIAL_ZERO:
    case IOCTL_DIAL_RESET:
        DialReset(context);
        break;
    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }
    WdfRequestComplete(Request, status);
}
