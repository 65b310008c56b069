/*
 * A scatter/gather list is given back: that flushes by itself.
 */
#include <wdm.h>

typedef struct _SG_EXTENSION {
    PDEVICE_OBJECT Lower;
    PDMA_ADAPTER Adapter;
    PIRP Current;
    PVOID MapBase;
    ULONG MapCount;
    ULONG Length;
    PULONG Registers;
} SG_EXTENSION, *PSG_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_CONTROL SgAdapterControl;
VOID SgTransferDone(_In_ PSG_EXTENSION Extension);

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}

IO_ALLOCATION_ACTION
SgAdapterControl(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp, _In_ PVOID MapRegisterBase, _In_ PVOID Context)
{
    PSG_EXTENSION extension = (PSG_EXTENSION)Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    extension->Current = Irp;
    extension->MapBase = MapRegisterBase;
    return DeallocateObjectKeepRegisters;
}

VOID
SgTransferDone(_In_ PSG_EXTENSION Extension)
{
    PIRP irp = Extension->Current;

    Extension->Adapter->DmaOperations->PutScatterGatherList(Extension->Adapter, (PSCATTER_GATHER_LIST)Extension->MapBase, FALSE);
    irp->IoStatus.Status = STATUS_SUCCESS;
    irp->IoStatus.Information = Extension->Length;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
}
