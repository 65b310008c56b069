#include "both.h"

VOID
BothEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    WDFIOTARGET target = WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    WdfRequestFormatRequestUsingCurrentType(Request);
    BothSend(Request, target);
    if (IoControlCode == IOCTL_BOTH_AGAIN) {
        BothSend(Request, target);
    }
}
