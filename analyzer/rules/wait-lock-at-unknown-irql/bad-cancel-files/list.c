#include "park.h"

VOID
ParkForget(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    WdfWaitLockAcquire(Context->Guard, NULL); /* expect: wait-lock-at-unknown-irql "ParkEvtRequestCancel" */
    if (Context->Request == Request) {
        Context->Request = NULL;
        Context->Parked -= 1;
    }
    WdfWaitLockRelease(Context->Guard);
}
