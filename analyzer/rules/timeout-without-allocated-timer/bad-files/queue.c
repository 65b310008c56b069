#include "opt.h"

VOID
OptEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                      _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    WDFIOTARGET target = WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue));
    WDF_REQUEST_SEND_OPTIONS options;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    OptLimit(&options, 5);
    WdfRequestFormatRequestUsingCurrentType(Request);
    WdfRequestSetCompletionRoutine(Request, OptEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, target, &options)) { /* expect: timeout-without-allocated-timer "no timer yet" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
