#include "strobe.h"

BOOLEAN
StrobeEvtInterruptIsr(_In_ WDFINTERRUPT Interrupt, _In_ ULONG MessageID)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfInterruptGetDevice(Interrupt));

    UNREFERENCED_PARAMETER(MessageID);

    if ((READ_REGISTER_ULONG(context->Registers) & 1) == 0) {
        return FALSE;
    }
    StrobeFinish(context, STATUS_SUCCESS);
    return TRUE;
}

VOID
StrobeEvtInterruptDpc(_In_ WDFINTERRUPT Interrupt, _In_ WDFOBJECT AssociatedObject)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(AssociatedObject);
}
