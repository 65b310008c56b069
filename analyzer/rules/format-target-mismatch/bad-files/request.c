#include "two.h"

VOID
TwoEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                  _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

NTSTATUS
TwoFormat(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    WDFMEMORY memory;
    NTSTATUS status;

    status = WdfRequestRetrieveOutputMemory(Request, &memory);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return WdfIoTargetFormatRequestForRead(Context->Target, Request, memory, NULL, NULL);
}

VOID
TwoSend(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    WdfRequestSetCompletionRoutine(Request, TwoEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, WdfDeviceGetIoTarget(Device), WDF_NO_SEND_OPTIONS)) { /* expect: format-target-mismatch "stack depth" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
