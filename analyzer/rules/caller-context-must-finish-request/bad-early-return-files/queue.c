#include "sift.h"

VOID
SiftEvtIoInCallerContext(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    if (!SiftAllowed(Device, Request)) {
        return; /* expect: caller-context-must-finish-request "SiftEvtIoInCallerContext" */
    }
    if (!NT_SUCCESS(WdfDeviceEnqueueRequest(Device, Request))) {
        WdfRequestComplete(Request, STATUS_DEVICE_BUSY);
    }
}

VOID
SiftEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    WdfRequestComplete(Request, STATUS_SUCCESS);
}
