#include "hop.h"

NTSTATUS
HopAsk(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ ULONG IoControlCode)
{
    WDF_REQUEST_SEND_OPTIONS options;
    NTSTATUS status;

    status = WdfIoTargetFormatRequestForIoctl(Target, Request, IoControlCode, NULL, NULL, NULL, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(10));
    WdfRequestSend(Request, Target, &options); /* expect: multiple-targets-change-target "sent to another target before" */
    return WdfRequestGetStatus(Request);
}
