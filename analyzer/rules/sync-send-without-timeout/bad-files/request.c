#include "call.h"

NTSTATUS
CallPeer(_In_ WDFIOTARGET Target)
{
    return WdfIoTargetSendIoctlSynchronously(Target, NULL, IOCTL_PEER, NULL, NULL, NULL, NULL); /* expect: sync-send-without-timeout "does not answer" */
}
