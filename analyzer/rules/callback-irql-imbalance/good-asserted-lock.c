/*
 * A mutex that its owner may take again, taken in a loop: the assertion rules out a count that is left over.
 */
#include <ntddk.h>

typedef struct _NODE {
    FAST_MUTEX Mutex;
    PVOID Thread;
    ULONG Count;
    ULONG Flags;
    PVOID File;
    struct _NODE *Parent;
    ERESOURCE Resource;
} NODE, *PNODE;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD HawserUnload;
IO_WORKITEM_ROUTINE HawserClose;

static PIO_WORKITEM Item;
static NODE Root;

#define LockNode(N)                              \
    {                                            \
        PVOID self = PsGetCurrentThread();       \
        if (self != (N)->Thread) {               \
            ExAcquireFastMutex(&(N)->Mutex);     \
            NT_ASSERT((N)->Count == 0);          \
            _Analysis_assume_((N)->Count == 0);  \
            (N)->Thread = self;                  \
        }                                        \
        (N)->Count += 1;                         \
    }

#define UnlockNode(N)                            \
    {                                            \
        (N)->Count -= 1;                         \
        if ((N)->Count == 0) {                   \
            (N)->Thread = NULL;                  \
            ExReleaseFastMutex(&(N)->Mutex);     \
        }                                        \
    }

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    ExInitializeFastMutex(&Root.Mutex);
    DriverObject->DriverUnload = HawserUnload;
    Item = IoAllocateWorkItem((PDEVICE_OBJECT)DriverObject->DeviceObject);
    if (Item == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    IoQueueWorkItem(Item, HawserClose, DelayedWorkQueue, &Root);
    return STATUS_SUCCESS;
}

VOID
HawserUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    IoFreeWorkItem(Item);
}

static VOID
HawserForget(_Inout_ PNODE Node)
{
    PVOID file;

    LockNode(Node);
    file = Node->File;
    Node->File = NULL;
    UnlockNode(Node);
    if (file != NULL) {
        ObDereferenceObject(file);
    }
}

VOID
HawserClose(_In_ PDEVICE_OBJECT DeviceObject, _In_opt_ PVOID Context)
{
    PNODE node = (PNODE)Context;
    BOOLEAN taken = FALSE;

    UNREFERENCED_PARAMETER(DeviceObject);
    do {
        HawserForget(node);
        if ((node->Flags & 1) == 0) {
            break;
        }
        if (taken) {
            ExReleaseResourceLite(&node->Resource);
        }
        ExAcquireResourceExclusiveLite(&node->Resource, TRUE);
        taken = TRUE;
        node = node->Parent;
    } while (node != NULL);
}
