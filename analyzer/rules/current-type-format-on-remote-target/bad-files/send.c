#include "fork.h"

VOID
ForkEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                   _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

VOID
ForkSendRemote(_In_ WDFREQUEST Request, _In_ PDEVICE_CONTEXT Context)
{
    WdfRequestSetCompletionRoutine(Request, ForkEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, Context->Target, WDF_NO_SEND_OPTIONS)) { /* expect: current-type-format-on-remote-target "Context->Target is a remote target" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}

VOID
ForkSendLocal(_In_ WDFREQUEST Request, _In_ PDEVICE_CONTEXT Context)
{
    WdfRequestSetCompletionRoutine(Request, ForkEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, Context->Local, WDF_NO_SEND_OPTIONS)) {
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
