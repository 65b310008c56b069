#include "late.h"

VOID
LateInitOptions(_Out_ PWDF_REQUEST_SEND_OPTIONS Options)
{
    WDF_REQUEST_SEND_OPTIONS_INIT(Options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
}

VOID
LateNotify(_In_ PDEVICE_CONTEXT Context, _In_ WDFIOTARGET Target)
{
    WDF_REQUEST_SEND_OPTIONS options;

    LateInitOptions(&options);
    if (!WdfRequestSend(Context->Notice, Target, &options)) { /* expect: send-and-forget-created-request "cannot be sent and forgotten" */
        KdPrint(("late: no notice sent\n"));
    }
}
