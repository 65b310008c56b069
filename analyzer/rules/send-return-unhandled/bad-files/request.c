#include "tell.h"

VOID
TellEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                   _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

BOOLEAN
TellForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WdfRequestFormatRequestUsingCurrentType(Request);
    WdfRequestSetCompletionRoutine(Request, TellEvtRequestDone, WDF_NO_CONTEXT);
    return WdfRequestSend(Request, Target, WDF_NO_SEND_OPTIONS); /* expect: send-return-unhandled "the driver still owns the request" */
}
