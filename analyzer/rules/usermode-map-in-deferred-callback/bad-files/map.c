#include "fill.h"

NTSTATUS
FillMapUser(_In_ PDEVICE_CONTEXT Context)
{
    __try {
        Context->UserAddress = MmMapLockedPagesSpecifyCache(Context->Mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority); /* expect: usermode-map-in-deferred-callback "FillEvtReadDone" */
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return Context->UserAddress != NULL ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
