#include "tape.h"

VOID
TapeTransferDone(_In_ PTAPE_EXTENSION Extension)
{
    PIRP irp = Extension->Current;

    Extension->Adapter->DmaOperations->FreeMapRegisters(Extension->Adapter, Extension->MapBase, Extension->MapCount);
    irp->IoStatus.Status = STATUS_SUCCESS;
    irp->IoStatus.Information = Extension->Length;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
}
