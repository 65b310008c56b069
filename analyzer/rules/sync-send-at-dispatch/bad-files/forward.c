#include "lock.h"

VOID
LockEvtWriteDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                 _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

VOID
LockForward(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request, _In_ BOOLEAN Wait)
{
    WDF_REQUEST_SEND_OPTIONS options;
    NTSTATUS status;

    WdfRequestFormatRequestUsingCurrentType(Request);
    if (!Wait) {
        WdfRequestSetCompletionRoutine(Request, LockEvtWriteDone, WDF_NO_CONTEXT);
        if (!WdfRequestSend(Request, Context->Target, WDF_NO_SEND_OPTIONS)) {
            WdfRequestComplete(Request, WdfRequestGetStatus(Request));
        }
        return;
    }
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(5));
    status = WdfRequestAllocateTimer(Request);
    if (NT_SUCCESS(status)) {
        status = LockSend(Request, Context->Target, &options);
    }
    WdfRequestComplete(Request, status);
}
