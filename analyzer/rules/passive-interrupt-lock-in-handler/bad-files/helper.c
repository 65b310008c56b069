#include "drip.h"

BOOLEAN
DripEvtInterruptIsr(_In_ WDFINTERRUPT Interrupt, _In_ ULONG MessageID)
{
    UNREFERENCED_PARAMETER(MessageID);
    GetDeviceContext(WdfInterruptGetDevice(Interrupt))->Events += 1;
    WdfInterruptQueueWorkItemForIsr(Interrupt);
    return TRUE;
}

VOID
DripEvtInterruptWorkItem(_In_ WDFINTERRUPT Interrupt, _In_ WDFOBJECT AssociatedObject)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(AssociatedObject);
}

VOID
DripReset(_In_ PDEVICE_CONTEXT Context)
{
    WdfInterruptAcquireLock(Context->Interrupt); /* expect: passive-interrupt-lock-in-handler "DripEvtIoDeviceControl" */
    Context->Events = 0;
    WdfInterruptReleaseLock(Context->Interrupt);
}
