#include "ask.h"

BOOLEAN
AskDevice(_In_ WDFIOTARGET Target)
{
    WDF_REQUEST_SEND_OPTIONS options;
    BOOLEAN sent = FALSE;
    WDFREQUEST query;

    if (!NT_SUCCESS(WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, Target, &query))) {
        return FALSE;
    }
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(2));
    if (NT_SUCCESS(WdfIoTargetFormatRequestForIoctl(Target, query, IOCTL_PEER, NULL, NULL, NULL, NULL))) {
        sent = WdfRequestSend(query, Target, &options); /* expect: sync-send-status-not-read "nobody asks" */
    }
    WdfObjectDelete(query);
    return sent;
}
