#include "drop.h"

VOID
DropEvtPollDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Request);
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    KdPrint(("poll ended with %x\n", Params->IoStatus.Status));
}

VOID
DropPoll(_In_ PDEVICE_CONTEXT Context)
{
    WDF_REQUEST_REUSE_PARAMS params;

    WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
    WdfRequestReuse(Context->Poll, &params);
    if (!NT_SUCCESS(WdfIoTargetFormatRequestForIoctl(Context->Target, Context->Poll, IOCTL_PEER, NULL, NULL, NULL, NULL))) {
        return;
    }
    WdfRequestSetCompletionRoutine(Context->Poll, DropEvtPollDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Context->Poll, Context->Target, WDF_NO_SEND_OPTIONS)) {
        KdPrint(("poll not sent\n"));
    }
}

VOID
DropDropTarget(_In_ PDEVICE_CONTEXT Context)
{
    WdfObjectDelete(Context->Target); /* expect: delete-target-with-pending-requests "its children may be outstanding" */
    Context->Target = NULL;
}

NTSTATUS
DropEvtReleaseHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);

    UNREFERENCED_PARAMETER(ResourcesTranslated);
    DropDropTarget(context);
    return STATUS_SUCCESS;
}
