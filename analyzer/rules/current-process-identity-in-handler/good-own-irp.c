/*
 * A completion routine sends an IRP of its own and enters the thread that does so, as the I/O manager wants it.
 */
#include <ntddk.h>

static PDEVICE_OBJECT Lower;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD EchoUnload;
_Dispatch_type_(IRP_MJ_READ) DRIVER_DISPATCH EchoRead;
IO_COMPLETION_ROUTINE EchoDone;
IO_COMPLETION_ROUTINE EchoFlushed;

NTSTATUS
EchoFlushed(_In_ PDEVICE_OBJECT DeviceObject, _In_ PIRP Irp, _In_opt_ PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Context);
    IoFreeIrp(Irp);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

NTSTATUS
EchoDone(_In_ PDEVICE_OBJECT DeviceObject, _In_ PIRP Irp, _In_opt_ PVOID Context)
{
    PIRP flush = IoAllocateIrp(Lower->StackSize, FALSE);

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Context);
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    if (flush != NULL) {
        flush->Tail.Overlay.Thread = PsGetCurrentThread();
        IoGetNextIrpStackLocation(flush)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
        IoSetCompletionRoutine(flush, EchoFlushed, NULL, TRUE, TRUE, TRUE);
        IoCallDriver(Lower, flush);
    }
    return STATUS_CONTINUE_COMPLETION;
}

NTSTATUS
EchoRead(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, EchoDone, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(Lower, Irp);
}

VOID
EchoUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = EchoUnload;
    DriverObject->MajorFunction[IRP_MJ_READ] = EchoRead;
    return STATUS_SUCCESS;
}
