#include "twig.h"

#pragma code_seg("PAGE")
VOID
TwigUpdate(_In_ PDEVICE_CONTEXT Context)
{
    KIRQL oldIrql;

    KeAcquireSpinLock(&Context->Lock, &oldIrql); /* expect: pageable-code-takes-spinlock "TwigUpdate" */
    Context->Count += 1;
    KeReleaseSpinLock(&Context->Lock, oldIrql);
}
#pragma code_seg()
