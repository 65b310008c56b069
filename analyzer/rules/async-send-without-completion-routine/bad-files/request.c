#include "tell.h"

VOID
TellNotify(_In_ WDFIOTARGET Target)
{
    WDFREQUEST notice;
    NTSTATUS status;

    status = WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, Target, &notice);
    if (!NT_SUCCESS(status)) {
        return;
    }
    status = WdfIoTargetFormatRequestForIoctl(Target, notice, IOCTL_TELL, NULL, NULL, NULL, NULL);
    if (!NT_SUCCESS(status) || !WdfRequestSend(notice, Target, WDF_NO_SEND_OPTIONS)) { /* expect: async-send-without-completion-routine "nobody deletes it" */
        WdfObjectDelete(notice);
    }
}
