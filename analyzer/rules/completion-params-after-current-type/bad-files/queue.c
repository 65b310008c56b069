#include "loc.h"

VOID
LocEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    WDFIOTARGET target = WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue));
    IO_STACK_LOCATION next;

    UNREFERENCED_PARAMETER(Length);

    IoCopyCurrentIrpStackLocationToNext(WdfRequestWdmGetIrp(Request));
    next = *IoGetNextIrpStackLocation(WdfRequestWdmGetIrp(Request));
    WdfRequestWdmFormatUsingStackLocation(Request, &next);
    WdfRequestSetCompletionRoutine(Request, LocEvtReadDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, target, WDF_NO_SEND_OPTIONS)) { /* expect: completion-params-after-current-type "LocEvtReadDone reads Parameters" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
