#include "driver.h"

NTSTATUS
ShareMap(_Inout_ PDEVICE_CONTEXT Context, _Inout_ PFILE_CONTEXT File)
{
    PVOID pool;
    PMDL mdl;

    pool = ExAllocatePool2(POOL_FLAG_NON_PAGED, PAGE_SIZE + 2048, 'erhS');
    if (pool == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    mdl = IoAllocateMdl(pool, PAGE_SIZE + 2048, FALSE, FALSE, NULL);
    if (mdl == NULL) {
        ExFreePoolWithTag(pool, 'erhS');
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    MmBuildMdlForNonPagedPool(mdl);
    __try {
        File->Address = MmMapLockedPagesSpecifyCache(mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority | MdlMappingNoExecute); /* expect: usermode-map-leaks-pool "these 6144 bytes of pool" */
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        IoFreeMdl(mdl);
        ExFreePoolWithTag(pool, 'erhS');
        return GetExceptionCode();
    }
    Context->Mdl = mdl;
    Context->Pool = pool;
    return STATUS_SUCCESS;
}
