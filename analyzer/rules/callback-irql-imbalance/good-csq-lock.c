/*
 * The lock callbacks of a cancel-safe queue: taking the lock and returning with it is what the first is for, and the
 * second gives it back.
 */
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    IO_CSQ Queue;
    KSPIN_LOCK Lock;
    LIST_ENTRY Pending;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_ADD_DEVICE CordAddDevice;
IO_CSQ_INSERT_IRP CordInsert;
IO_CSQ_REMOVE_IRP CordRemove;
IO_CSQ_PEEK_NEXT_IRP CordPeek;
IO_CSQ_ACQUIRE_LOCK CordAcquire;
IO_CSQ_RELEASE_LOCK CordRelease;
IO_CSQ_COMPLETE_CANCELED_IRP CordComplete;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverExtension->AddDevice = CordAddDevice;
    return STATUS_SUCCESS;
}

NTSTATUS
CordAddDevice(_In_ PDRIVER_OBJECT DriverObject, _In_ PDEVICE_OBJECT PhysicalDeviceObject)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(PhysicalDeviceObject);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN,
                            FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = (PDEVICE_EXTENSION)device->DeviceExtension;
    KeInitializeSpinLock(&extension->Lock);
    InitializeListHead(&extension->Pending);
    return IoCsqInitialize(&extension->Queue, CordInsert, CordRemove, CordPeek, CordAcquire, CordRelease, CordComplete);
}

VOID
CordInsert(_In_ PIO_CSQ Csq, _In_ PIRP Irp)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue);

    InsertTailList(&extension->Pending, &Irp->Tail.Overlay.ListEntry);
}

VOID
CordRemove(_In_ PIO_CSQ Csq, _In_ PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

PIRP
CordPeek(_In_ PIO_CSQ Csq, _In_ PIRP Irp, _In_ PVOID PeekContext)
{
    UNREFERENCED_PARAMETER(Csq);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(PeekContext);
    return NULL;
}

VOID
CordAcquire(_In_ PIO_CSQ Csq, _Out_ PKIRQL Irql)
{
    KeAcquireSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue)->Lock, Irql);
}

VOID
CordRelease(_In_ PIO_CSQ Csq, _In_ KIRQL Irql)
{
    KeReleaseSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue)->Lock, Irql);
}

VOID
CordComplete(_In_ PIO_CSQ Csq, _In_ PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    Irp->IoStatus.Status = STATUS_CANCELLED;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}
