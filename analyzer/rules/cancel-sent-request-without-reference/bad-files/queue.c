#include "cy.h"

VOID
CyEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(Length);

    WdfRequestFormatRequestUsingCurrentType(Request);
    WdfRequestSetCompletionRoutine(Request, CyEvtReadDone, context);
    WdfSpinLockAcquire(context->Lock);
    context->Sent = Request;
    WdfSpinLockRelease(context->Lock);
    if (!WdfRequestSend(Request, WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue)), WDF_NO_SEND_OPTIONS)) {
        WdfSpinLockAcquire(context->Lock);
        context->Sent = NULL;
        WdfSpinLockRelease(context->Lock);
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
