#include "pw.h"

VOID
PwProgram(_In_ PDEVICE_CONTEXT Context)
{
    PHYSICAL_ADDRESS address = MmGetPhysicalAddress(Context->Buffer);

    WRITE_REGISTER_ULONG64(Context->Registers, (ULONG64)address.QuadPart); /* expect: dma-bypasses-mapping-api "not one the device" */
}
