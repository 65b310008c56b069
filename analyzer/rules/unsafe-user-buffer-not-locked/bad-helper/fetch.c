#include "driver.h"

NTSTATUS
RawFetch(_In_ WDFREQUEST Request, _Out_ PREQUEST_CONTEXT Context)
{
    PVOID buffer;
    size_t length;
    NTSTATUS status;

    status = WdfRequestRetrieveUnsafeUserInputBuffer(Request, sizeof(ULONG), &buffer, &length);
    if (NT_SUCCESS(status)) {
        Context->Input = buffer;
        Context->Length = length;
    }
    return status;
}
