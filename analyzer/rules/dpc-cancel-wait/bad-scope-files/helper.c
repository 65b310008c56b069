#include "redo.h"

VOID
RedoCancel(_In_ PDEVICE_CONTEXT Context)
{
    (void)WdfDpcCancel(Context->Dpc, TRUE); /* expect: dpc-cancel-wait "the level is DISPATCH_LEVEL" */
}

VOID
RedoEvtDpc(_In_ WDFDPC Dpc)
{
    GetDeviceContext((WDFDEVICE)WdfDpcGetParentObject(Dpc))->Count += 1;
}
