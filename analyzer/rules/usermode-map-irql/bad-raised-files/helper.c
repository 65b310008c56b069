#include "weir.h"

NTSTATUS
WeirMap(_In_ PDEVICE_CONTEXT Context)
{
    __try {
        Context->Address = MmMapLockedPagesSpecifyCache(Context->Mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority); /* expect: usermode-map-irql */
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}
