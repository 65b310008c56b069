#include "driver.h"

NTSTATUS
NoteKeepEvent(_In_ WDFREQUEST Request)
{
    PREQUEST_CONTEXT context = GetRequestContext(Request);
    PKEVENT event;
    HANDLE *handle;
    NTSTATUS status;

    status = WdfRequestRetrieveInputBuffer(Request, sizeof(HANDLE), (PVOID *)&handle, NULL);
    if (NT_SUCCESS(status)) {
        status = ObReferenceObjectByHandle(*handle, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, (PVOID *)&event, NULL);
    }
    if (NT_SUCCESS(status)) {
        context->Event = event;
    }
    return status;
}
