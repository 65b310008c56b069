/*
 * The key is opened at PASSIVE_LEVEL, read, and closed only when the spin lock that guards the result is held.
 */
#include <ntddk.h>

static KSPIN_LOCK Lock;
static ULONG Limit;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TarnUnload;

VOID
TarnUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE key;
    KIRQL irql;
    NTSTATUS status;

    DriverObject->DriverUnload = TarnUnload;
    KeInitializeSpinLock(&Lock);
    InitializeObjectAttributes(&attributes, RegistryPath, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenKey(&key, KEY_READ, &attributes);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    KeAcquireSpinLock(&Lock, &irql);
    Limit = 4;
    ZwClose(key); /* expect: passive-call-under-spinlock "ZwClose needs PASSIVE_LEVEL" */
    KeReleaseSpinLock(&Lock, irql);
    return STATUS_SUCCESS;
}
