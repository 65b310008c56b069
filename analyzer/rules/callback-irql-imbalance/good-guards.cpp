/*
 * Guards of C++: a template for any lock, and one that can be given back before its scope ends.
 */
#include <ntddk.h>
#include <wdf.h>

class SpinLock {
public:
    NTSTATUS Create(WDFOBJECT Parent)
    {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = Parent;
        return WdfSpinLockCreate(&attributes, &m_lock);
    }
    void Acquire() { WdfSpinLockAcquire(m_lock); }
    void Release() { WdfSpinLockRelease(m_lock); }

private:
    WDFSPINLOCK m_lock;
};

/* For any lock: what the destructor calls is known in each instance only. */
template <class Lock> class Guard {
public:
    explicit Guard(Lock &Held) : m_held(Held) { m_held.Acquire(); }
    ~Guard() { m_held.Release(); }

private:
    Lock &m_held;
};

/* May be given back early: the destructor asks whether it was. */
class KernelGuard {
public:
    explicit KernelGuard(KSPIN_LOCK &Held) : m_held(Held) { KeAcquireSpinLock(&m_held, &m_level); }
    ~KernelGuard()
    {
        if (IsHeld()) {
            Release();
        }
    }
    void Release()
    {
        KeReleaseSpinLock(&m_held, m_level);
        m_level = NotHeld;
    }
    bool IsHeld() const { return m_level != NotHeld; }

private:
    static const KIRQL NotHeld = (KIRQL)-1;
    KIRQL m_level = NotHeld;
    KSPIN_LOCK &m_held;
};

struct DeviceContext {
    SpinLock Lock;
    KSPIN_LOCK Inner;
    KEVENT Changed;
    ULONG Count, Waiting, Limit;
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
    KeInitializeSpinLock(&GetDeviceContext(device)->Inner);
    KeInitializeEvent(&GetDeviceContext(device)->Changed, NotificationEvent, FALSE);
    status = GetDeviceContext(device)->Lock.Create(device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&queueConfig, WdfIoQueueDispatchSequential);
    queueConfig.EvtIoDeviceControl = LatchEvtIoDeviceControl;
    return WdfIoQueueCreate(device, &queueConfig, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static void LatchRing(DeviceContext *Context)
{
    KernelGuard guard(Context->Inner);

    if (Context->Waiting != 0) {
        Context->Waiting = 0;
        guard.Release();
        KeSetEvent(&Context->Changed, IO_NO_INCREMENT, FALSE);
    }
}

static NTSTATUS LatchCount(DeviceContext *Context)
{
    Guard<SpinLock> guard(Context->Lock);

    if (Context->Count >= Context->Limit) {
        return STATUS_DEVICE_BUSY;
    }
    Context->Count += 1;
    return STATUS_SUCCESS;
}

VOID LatchEvtIoDeviceControl(WDFQUEUE Queue, WDFREQUEST Request, size_t, size_t, ULONG)
{
    DeviceContext *context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status = STATUS_SUCCESS;

    for (ULONG i = 0; i < context->Limit && NT_SUCCESS(status); i++) {
        status = LatchCount(context);
    }
    LatchRing(context);
    LatchRing(context);
    WdfRequestComplete(Request, status);
}
