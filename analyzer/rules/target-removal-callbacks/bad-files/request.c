#include "cxl.h"

NTSTATUS
CxlEvtQueryRemove(_In_ WDFIOTARGET Target)
{
    WdfIoTargetCloseForQueryRemove(Target);
    return STATUS_SUCCESS;
}

VOID
CxlEvtRemoveComplete(_In_ WDFIOTARGET Target)
{
    WdfIoTargetClose(Target);
}

VOID
CxlEvtRemoveCanceled(_In_ WDFIOTARGET Target) /* expect: target-removal-callbacks "never calls WdfIoTargetOpen" */
{
    WdfIoTargetStart(Target);
}
