#include "cy.h"

VOID
CyEvtReadDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
              _In_ WDFCONTEXT Context)
{
    PDEVICE_CONTEXT context = (PDEVICE_CONTEXT)Context;

    UNREFERENCED_PARAMETER(Target);
    WdfSpinLockAcquire(context->Lock);
    context->Sent = NULL;
    WdfSpinLockRelease(context->Lock);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

VOID
CyCancel(_In_ PDEVICE_CONTEXT Context)
{
    if (Context->Sent != NULL) {
        WdfRequestCancelSentRequest(Context->Sent); /* expect: cancel-sent-request-without-reference "no reference is taken" */
    }
}

VOID
CyEvtFileCleanup(_In_ WDFFILEOBJECT FileObject)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfFileObjectGetDevice(FileObject));

    CyCancel(context);
}
