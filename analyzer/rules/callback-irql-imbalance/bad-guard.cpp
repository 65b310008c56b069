/*
 * A guard whose flag is set too late: on the error path its destructor leaves the lock alone.
 */
#include <ntddk.h>
#include <wdf.h>

/* Gives the lock back only where it is told to: the destructor believes that others do it. */
class Guard {
public:
    explicit Guard(WDFSPINLOCK Held) : m_held(Held) { WdfSpinLockAcquire(m_held); }
    ~Guard()
    {
        if (m_owned) {
            WdfSpinLockRelease(m_held);
        }
    }
    void Own() { m_owned = true; }

private:
    WDFSPINLOCK m_held;
    bool m_owned = false;
};

struct DeviceContext {
    WDFSPINLOCK Lock;
    ULONG Count, Limit;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DeviceContext, GetDeviceContext)

extern "C" DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LatchEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL LatchEvtIoDeviceControl;

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, LatchEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS LatchEvtDeviceAdd(WDFDRIVER, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG queueConfig;
    WDFDEVICE device;

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DeviceContext);
    NTSTATUS status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfSpinLockCreate(&attributes, &GetDeviceContext(device)->Lock);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchSequential);
    queueConfig.EvtIoDeviceControl = LatchEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static NTSTATUS LatchCount(DeviceContext *Context)
{
    Guard guard(Context->Lock);

    if (Context->Count >= Context->Limit) {
        return STATUS_DEVICE_BUSY;
    }
    Context->Count += 1;
    guard.Own();
    return STATUS_SUCCESS;
}

VOID LatchEvtIoDeviceControl(WDFQUEUE Queue, WDFREQUEST Request, size_t, size_t, ULONG)
{
    NTSTATUS status = LatchCount(GetDeviceContext(WdfIoQueueGetDevice(Queue)));

    WdfRequestComplete(Request, status);
} /* expect: callback-irql-imbalance "still held" */
