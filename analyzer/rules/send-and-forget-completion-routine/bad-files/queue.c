#include "mix.h"

VOID
MixEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                      _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    WDFDEVICE device = WdfIoQueueGetDevice(Queue);

    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    WdfRequestSetCompletionRoutine(Request, MixEvtRequestDone, WDF_NO_CONTEXT);
    MixSend(Request, WdfDeviceGetIoTarget(device), OutputBufferLength == 0);
}
