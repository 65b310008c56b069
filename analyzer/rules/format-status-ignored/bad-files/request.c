#include "log.h"

VOID
LogEvtRequestDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params,
                  _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    UNREFERENCED_PARAMETER(Context);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

NTSTATUS
LogFormat(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ WDFMEMORY Memory)
{
    return WdfIoTargetFormatRequestForWrite(Target, Request, Memory, NULL, NULL);
}
