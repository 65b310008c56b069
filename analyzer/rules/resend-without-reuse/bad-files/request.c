#include "both.h"

VOID
BothEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                   _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

VOID
BothSend(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WdfRequestSetCompletionRoutine(Request, BothEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, Target, WDF_NO_SEND_OPTIONS)) { /* expect: resend-without-reuse "second time" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
