/*
 * Flushed before the transfer is mapped.
 */
#include <wdm.h>

typedef struct _SCAN_EXTENSION {
    PDEVICE_OBJECT Lower;
    PDMA_ADAPTER Adapter;
    PIRP Current;
    PVOID MapBase;
    ULONG MapCount;
    ULONG Length;
    PULONG Registers;
} SCAN_EXTENSION, *PSCAN_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_CONTROL ScanAdapterControl;
VOID ScanTransferDone(_In_ PSCAN_EXTENSION Extension);

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}

IO_ALLOCATION_ACTION
ScanAdapterControl(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp, _In_ PVOID MapRegisterBase, _In_ PVOID Context)
{
    PSCAN_EXTENSION extension = (PSCAN_EXTENSION)Context;
    PHYSICAL_ADDRESS address;

    UNREFERENCED_PARAMETER(DeviceObject);
    extension->Current = Irp;
    extension->MapBase = MapRegisterBase;
    KeFlushIoBuffers(Irp->MdlAddress, TRUE, TRUE);
    address = extension->Adapter->DmaOperations->MapTransfer(extension->Adapter, Irp->MdlAddress, MapRegisterBase,
                                                             MmGetMdlVirtualAddress(Irp->MdlAddress), &extension->Length, FALSE);
    WRITE_REGISTER_ULONG(extension->Registers, address.LowPart);
    WRITE_REGISTER_ULONG(extension->Registers + 1, (ULONG)address.HighPart);
    return DeallocateObjectKeepRegisters;
}

VOID
ScanTransferDone(_In_ PSCAN_EXTENSION Extension)
{
    PIRP irp = Extension->Current;

    Extension->Adapter->DmaOperations->FlushAdapterBuffers(Extension->Adapter, irp->MdlAddress, Extension->MapBase,
                                                           MmGetMdlVirtualAddress(irp->MdlAddress), Extension->Length, FALSE);
    Extension->Adapter->DmaOperations->FreeMapRegisters(Extension->Adapter, Extension->MapBase, Extension->MapCount);
    irp->IoStatus.Status = STATUS_SUCCESS;
    irp->IoStatus.Information = Extension->Length;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
}
