#include "strobe.h"

VOID
StrobeFinish(_In_ PDEVICE_CONTEXT Context, _In_ NTSTATUS Status)
{
    WDFREQUEST request = Context->Pending;

    if (request != NULL) {
        Context->Pending = NULL;
        WdfRequestComplete(request, Status); /* expect: ddi-above-max-irql "WdfRequestComplete needs DISPATCH_LEVEL or lower" */
    }
}

VOID
StrobeEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    UNREFERENCED_PARAMETER(Length);
    GetDeviceContext(WdfIoQueueGetDevice(Queue))->Pending = Request;
}
