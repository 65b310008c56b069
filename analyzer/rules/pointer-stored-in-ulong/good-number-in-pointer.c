/*
 * Numbers that only travel as void pointers: the context of a work item, a slot of the IRP for its owner's use, and a
 * checksum word that the network stack keeps in a pointer-sized field.
 */
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    PIO_WORKITEM Item;
    PVOID OutOfBand;
    ULONG Node;
    ULONG Checksum;
    NTSTATUS Last;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_DISPATCH TagRead;
IO_WORKITEM_ROUTINE TagWork;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->MajorFunction[IRP_MJ_READ] = TagRead;
    return STATUS_SUCCESS;
}

VOID
TagWork(_In_ PDEVICE_OBJECT DeviceObject, _In_opt_ PVOID Context)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;

    extension->Node = (ULONG)(ULONG_PTR)Context;
    extension->Last = (NTSTATUS)(ULONG_PTR)Context;
}

NTSTATUS
TagRead(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
    ULONG retries = (ULONG)(ULONG_PTR)Irp->Tail.Overlay.DriverContext[1];

    extension->Checksum = (ULONG)(ULONG_PTR)extension->OutOfBand;
    if (retries != 0) {
        Irp->Tail.Overlay.DriverContext[1] = (PVOID)(ULONG_PTR)(retries - 1);
        IoQueueWorkItem(extension->Item, TagWork, DelayedWorkQueue, (PVOID)(ULONG_PTR)retries);
    }
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}
