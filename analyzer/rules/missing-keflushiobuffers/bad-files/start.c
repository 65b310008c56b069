#include "tape.h"

IO_ALLOCATION_ACTION
TapeAdapterControl(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp, _In_ PVOID MapRegisterBase, _In_ PVOID Context)
{
    PTAPE_EXTENSION extension = (PTAPE_EXTENSION)Context;
    PHYSICAL_ADDRESS address;

    UNREFERENCED_PARAMETER(DeviceObject);
    extension->Current = Irp;
    extension->MapBase = MapRegisterBase;
    address = extension->Adapter->DmaOperations->MapTransfer(extension->Adapter, Irp->MdlAddress, MapRegisterBase, /* expect: missing-keflushiobuffers "calls KeFlushIoBuffers nowhere" */
                                                             MmGetMdlVirtualAddress(Irp->MdlAddress), &extension->Length, FALSE);
    WRITE_REGISTER_ULONG(extension->Registers, address.LowPart);
    WRITE_REGISTER_ULONG(extension->Registers + 1, (ULONG)address.HighPart);
    return DeallocateObjectKeepRegisters;
}
