#include "cask.h"

VOID
CaskFill(_In_ PDEVICE_CONTEXT Context)
{
    Context->Block = ExAllocatePoolWithTag(PagedPool, 128, 'ksaC'); /* expect: paged-pool-at-dispatch "ExAllocatePoolWithTag" */
}
