#include "mix.h"

VOID
MixEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                  _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

VOID
MixSend(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ BOOLEAN Forget)
{
    WDF_REQUEST_SEND_OPTIONS options;
    BOOLEAN sent;

    WdfRequestFormatRequestUsingCurrentType(Request);
    if (Forget) {
        WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
        sent = WdfRequestSend(Request, Target, &options); /* expect: send-and-forget-completion-routine "MixEvtRequestDone never runs" */
    } else {
        sent = WdfRequestSend(Request, Target, WDF_NO_SEND_OPTIONS);
    }
    if (!sent) {
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
