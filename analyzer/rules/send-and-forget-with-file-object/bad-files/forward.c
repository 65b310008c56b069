#include "tube.h"

VOID
TubeForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target)
{
    WDF_REQUEST_SEND_OPTIONS options;

    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
    if (!WdfRequestSend(Request, Target, &options)) { /* expect: send-and-forget-with-file-object "TargetFileObject" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
