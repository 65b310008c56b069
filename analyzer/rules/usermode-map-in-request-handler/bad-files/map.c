#include "grab.h"

NTSTATUS
GrabMapFrames(_In_ PMDL Mdl, _In_ KPROCESSOR_MODE Mode, _Out_ PVOID *Address)
{
    NTSTATUS status = STATUS_SUCCESS;

    *Address = NULL;
    __try {
        *Address = MmMapLockedPagesSpecifyCache(Mdl, Mode, MmCached, NULL, FALSE, NormalPagePriority); /* expect: usermode-map-in-request-handler "GrabEvtIoDeviceControl" */
        if (*Address == NULL) {
            status = STATUS_INSUFFICIENT_RESOURCES;
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status;
}
