#include "lock.h"

NTSTATUS
LockSend(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_SEND_OPTIONS Options)
{
    BOOLEAN sent;

    sent = WdfRequestSend(Request, Target, Options); /* expect: sync-send-at-dispatch "LockEvtIoWrite" */
    if (!sent) {
        return WdfRequestGetStatus(Request);
    }
    return WdfRequestGetStatus(Request);
}
