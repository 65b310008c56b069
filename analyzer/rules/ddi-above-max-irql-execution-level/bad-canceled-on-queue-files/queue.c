#include "lane.h"

VOID
LaneEvtIoCanceledOnQueue(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    context->Canceled += 1;
    LaneReset(context);
    WdfRequestComplete(Request, STATUS_CANCELLED);
}

VOID
LaneEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Length);

    status = WdfRequestForwardToIoQueue(Request, context->Side);
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
    }
}
