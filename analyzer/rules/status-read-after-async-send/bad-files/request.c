#include "late.h"

VOID
LateEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                   _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

NTSTATUS
LateForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _Out_ PBOOLEAN Sent)
{
    WdfRequestFormatRequestUsingCurrentType(Request);
    WdfRequestSetCompletionRoutine(Request, LateEvtRequestDone, WDF_NO_CONTEXT);
    *Sent = WdfRequestSend(Request, Target, WDF_NO_SEND_OPTIONS);
    return WdfRequestGetStatus(Request); /* expect: status-read-after-async-send "means nothing yet" */
}
