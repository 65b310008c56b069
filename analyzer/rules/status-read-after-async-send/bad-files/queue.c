#include "late.h"

VOID
LateEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    NTSTATUS status;
    BOOLEAN sent;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    status = LateForward(Request, WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue)), &sent);
    if (!sent) {
        WdfRequestComplete(Request, status);
    }
}
