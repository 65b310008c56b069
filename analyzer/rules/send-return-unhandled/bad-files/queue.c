#include "tell.h"

VOID
TellEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    if (!TellForward(Request, WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue)))) { /* branch: send-return-unhandled "is false on this path" */
        KdPrint(("tell: the target does not take requests\n"));
    }
}
