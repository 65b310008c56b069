/*
 * Pairs that only arithmetic shows: a mutex that its owner may take again, given back when the count is at zero, and a
 * level that is raised and lowered by two tests of the same saved number.
 */
#include <ntddk.h>

typedef struct _NODE {
    FAST_MUTEX Mutex;
    PVOID Owner;
    ULONG Depth;
    PVOID File;
    struct _NODE *Parent;
} NODE, *PNODE;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD CordUnload;
IO_WORKITEM_ROUTINE CordClose;
IO_WORKITEM_ROUTINE CordFlush;

static NODE Root;
static PIO_WORKITEM Item;
static KSPIN_LOCK Pending;

static VOID
LockNode(_Inout_ PNODE Node)
{
    if (Node->Owner != PsGetCurrentThread()) {
        ExAcquireFastMutex(&Node->Mutex);
        _Analysis_assume_(Node->Depth == 0);
        Node->Owner = PsGetCurrentThread();
    }
    Node->Depth += 1;
}

static VOID
UnlockNode(_Inout_ PNODE Node)
{
    Node->Depth -= 1;
    if (Node->Depth == 0) {
        Node->Owner = NULL;
        ExReleaseFastMutex(&Node->Mutex);
    }
}

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    ExInitializeFastMutex(&Root.Mutex);
    KeInitializeSpinLock(&Pending);
    DriverObject->DriverUnload = CordUnload;
    Item = IoAllocateWorkItem((PDEVICE_OBJECT)DriverObject->DeviceObject);
    if (Item == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    IoQueueWorkItem(Item, CordClose, DelayedWorkQueue, &Root);
    IoQueueWorkItem(Item, CordFlush, DelayedWorkQueue, &Root);
    return STATUS_SUCCESS;
}

VOID
CordUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    IoFreeWorkItem(Item);
}

VOID
CordClose(_In_ PDEVICE_OBJECT DeviceObject, _In_opt_ PVOID Context)
{
    PNODE node = (PNODE)Context;
    PVOID file;

    UNREFERENCED_PARAMETER(DeviceObject);
    while (node != NULL) {
        LockNode(node);
        file = node->File;
        node->File = NULL;
        UnlockNode(node);
        if (file != NULL) {
            ObDereferenceObject(file);
        }
        node = node->Parent;
    }
}

VOID
CordFlush(_In_ PDEVICE_OBJECT DeviceObject, _In_opt_ PVOID Context)
{
    PNODE node = (PNODE)Context;
    KIRQL irql = KeGetCurrentIrql();

    UNREFERENCED_PARAMETER(DeviceObject);
    if (irql < DISPATCH_LEVEL) {
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
    }
    KeAcquireSpinLockAtDpcLevel(&Pending);
    node->File = NULL;
    KeReleaseSpinLockFromDpcLevel(&Pending);
    if (irql < DISPATCH_LEVEL) {
        KeLowerIrql(irql);
    }
}
