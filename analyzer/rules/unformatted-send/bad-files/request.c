#include "half.h"

VOID
HalfEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                   _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

VOID
HalfPrepare(_In_ WDFREQUEST Request)
{
    WDF_REQUEST_PARAMETERS parameters;

    WDF_REQUEST_PARAMETERS_INIT(&parameters);
    WdfRequestGetParameters(Request, &parameters);
    if (parameters.Type == WdfRequestTypeWrite) {
        WdfRequestFormatRequestUsingCurrentType(Request);
    }
}

VOID
HalfForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WdfRequestSetCompletionRoutine(Request, HalfEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, Target, WDF_NO_SEND_OPTIONS)) { /* expect: unformatted-send "IRP's next stack location" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
