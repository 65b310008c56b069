#include "fall.h"

VOID
FallEvtIoInCallerContext(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    NTSTATUS status;

    status = FallPrepare(Device, Request);
    if (status != STATUS_PENDING) {
        WdfRequestComplete(Request, status); /* expect: request-used-after-enqueue "used by WdfRequestComplete" */
    }
}

NTSTATUS
FallPrepare(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    GetRequestContext(Request)->Process = PsGetCurrentProcessId();
    return WdfDeviceEnqueueRequest(Device, Request);
}
