#include "ctx.h"

VOID
CtxEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                      _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    WDFDEVICE device = WdfIoQueueGetDevice(Queue);

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    if (!CtxForward(Request, WdfDeviceGetIoTarget(device))) {
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
        return;
    }
    KeQuerySystemTime(&GetRequestContext(Request)->SentAt); /* expect: send-and-forget-then-touched "used by GetRequestContext" */
}
