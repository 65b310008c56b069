#include "driver.h"

NTSTATUS
FwdLock(_In_ WDFREQUEST Request)
{
    PVOID buffer;
    size_t length;
    NTSTATUS status;

    status = WdfRequestRetrieveUnsafeUserInputBuffer(Request, sizeof(ULONG), &buffer, &length);
    if (NT_SUCCESS(status)) {
        status = WdfRequestProbeAndLockUserBufferForRead(Request, buffer, length, &GetRequestContext(Request)->Input);
    }
    return status;
}
