#include "park.h"

VOID
ParkEvtRequestCancel(_In_ WDFREQUEST Request)
{
    ParkForget(GetDeviceContext(WdfIoQueueGetDevice(WdfRequestGetIoQueue(Request))), Request);
    WdfRequestComplete(Request, STATUS_CANCELLED);
}

VOID
ParkEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Length);

    WdfWaitLockAcquire(context->Guard, NULL);
    context->Request = Request;
    context->Parked += 1;
    WdfWaitLockRelease(context->Guard);

    status = WdfRequestMarkCancelableEx(Request, ParkEvtRequestCancel);
    if (!NT_SUCCESS(status)) {
        ParkForget(context, Request);
        WdfRequestComplete(Request, status);
    }
}
