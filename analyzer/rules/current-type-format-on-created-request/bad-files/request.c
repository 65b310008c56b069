#include "keep.h"

VOID
KeepEvtPollDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                _In_ WDFCONTEXT Context)
{
    PDEVICE_CONTEXT context = (PDEVICE_CONTEXT)Context;

    UNREFERENCED_PARAMETER(Request);
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Params);
    context->Busy = FALSE;
}

VOID
KeepPoll(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target)
{
    WDF_REQUEST_REUSE_PARAMS params;

    WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
    WdfRequestReuse(Context->Poll, &params);
    WdfRequestFormatRequestUsingCurrentType(Context->Poll); /* expect: current-type-format-on-created-request "no current IRP stack location" */
    WdfRequestSetCompletionRoutine(Context->Poll, KeepEvtPollDone, Context);
    Context->Busy = WdfRequestSend(Context->Poll, Target, WDF_NO_SEND_OPTIONS);
}
