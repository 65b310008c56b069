#include "driver.h"

VOID
NoteEvtWorkItem(_In_ WDFWORKITEM WorkItem)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfWorkItemGetParentObject(WorkItem));
    NTSTATUS status;

    status = ObReferenceObjectByHandle(context->Handle, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, (PVOID *)&context->Event, NULL); /* expect: user-handle-resolved-in-arbitrary-context "current process's table" */
    if (NT_SUCCESS(status)) {
        KeSetEvent(context->Event, IO_NO_INCREMENT, FALSE);
        ObDereferenceObject(context->Event);
    }
}
