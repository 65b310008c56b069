#include "sash.h"

static NTSTATUS
SashMapNow(_In_ PDEVICE_CONTEXT Context)
{
    Context->Address = MmMapLockedPages(Context->Mdl, UserMode); /* expect: usermode-map-without-seh "MmMapLockedPages" */
    return Context->Address != NULL ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS
SashMap(_In_ PDEVICE_CONTEXT Context)
{
    NTSTATUS status = STATUS_UNSUCCESSFUL;

    Context->Busy = TRUE;
    __try {
        status = SashMapNow(Context);
    } __finally {
        Context->Busy = FALSE;
    }
    return status;
}
