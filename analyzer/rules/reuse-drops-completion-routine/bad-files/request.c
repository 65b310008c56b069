#include "agn.h"

BOOLEAN
AgnPrepare(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target)
{
    WDF_REQUEST_REUSE_PARAMS params;

    WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
    WdfRequestReuse(Context->Reader, &params);
    return NT_SUCCESS(WdfIoTargetFormatRequestForRead(Target, Context->Reader, Context->Memory, NULL, NULL));
}

VOID
AgnEvtReadDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
               _In_ WDFCONTEXT Context)
{
    PDEVICE_CONTEXT context = (PDEVICE_CONTEXT)Context;

    if (!NT_SUCCESS(Params->IoStatus.Status)) {
        context->Running = FALSE;
        return;
    }
    if (!AgnPrepare(context, Target)) {
        context->Running = FALSE;
        return;
    }
    context->Running = WdfRequestSend(context->Reader, Target, WDF_NO_SEND_OPTIONS); /* expect: reuse-drops-completion-routine "none is set before this send" */
}

NTSTATUS
AgnStart(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target)
{
    NTSTATUS status;

    status = WdfIoTargetFormatRequestForRead(Target, Context->Reader, Context->Memory, NULL, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WdfRequestSetCompletionRoutine(Context->Reader, AgnEvtReadDone, Context);
    Context->Running = WdfRequestSend(Context->Reader, Target, WDF_NO_SEND_OPTIONS);
    return Context->Running ? STATUS_SUCCESS : WdfRequestGetStatus(Context->Reader);
}
