#include "cut.h"

VOID
CutTell(_In_ PDEVICE_CONTEXT Context)
{
    PHYSICAL_ADDRESS address = MmGetPhysicalAddress(Context->Buffer);

    WRITE_REGISTER_ULONG(Context->Registers + 1, address.LowPart); /* expect: physical-address-truncated "upper half nowhere in CutTell" */ /* expect: dma-bypasses-mapping-api */
}
