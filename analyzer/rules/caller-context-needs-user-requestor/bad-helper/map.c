#include "driver.h"

NTSTATUS
TapMap(_In_ PMDL Mdl, _Out_ PVOID *Address)
{
    *Address = NULL;
    __try {
        *Address = MmMapLockedPagesSpecifyCache(Mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority | MdlMappingNoExecute); /* expect: caller-context-needs-user-requestor "process of whoever sent the request" */
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}
