/*
 * A helper takes the spin lock and comes back with it held; another one takes and gives back a lock of its own, which the path
 * has nothing to tell of.
 */
#include <ntddk.h>

static KSPIN_LOCK ListLock, CountLock;
static KIRQL ListIrql;
static ULONG Count;
static FAST_MUTEX Names;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD HaspUnload;

static VOID
HaspEnter(VOID)
{
    Count++;
    KeAcquireSpinLock(&ListLock, &ListIrql);
}

static VOID
HaspCount(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&CountLock, &irql);
    Count++;
    KeReleaseSpinLock(&CountLock, irql);
}

static VOID
HaspLeave(VOID)
{
    KeReleaseSpinLock(&ListLock, ListIrql);
}

VOID
HaspUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    HaspCount();
    HaspEnter(); /* return: passive-call-under-spinlock "HaspEnter returns" */
    ExAcquireFastMutex(&Names); /* expect: passive-call-under-spinlock "ExAcquireFastMutex needs APC_LEVEL" */
    ExReleaseFastMutex(&Names);
    HaspLeave();
}

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeSpinLock(&ListLock);
    KeInitializeSpinLock(&CountLock);
    ExInitializeFastMutex(&Names);
    DriverObject->DriverUnload = HaspUnload;
    return STATUS_SUCCESS;
}
