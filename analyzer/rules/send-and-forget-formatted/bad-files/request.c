#include "two.h"

NTSTATUS
TwoFormat(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WDFMEMORY memory;
    NTSTATUS status;

    status = WdfRequestRetrieveInputMemory(Request, &memory);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return WdfIoTargetFormatRequestForWrite(Target, Request, memory, NULL, NULL);
}

VOID
TwoForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WDF_REQUEST_SEND_OPTIONS options;

    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
    if (!WdfRequestSend(Request, Target, &options)) { /* expect: send-and-forget-formatted "WdfIoTargetFormatRequestForWrite" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
