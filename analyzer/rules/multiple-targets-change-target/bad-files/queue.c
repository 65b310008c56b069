#include "hop.h"

VOID
HopEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                      _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    status = HopAsk(Request, context->Target, IoControlCode);
    if (status == STATUS_INVALID_DEVICE_REQUEST) {
        status = HopAsk(Request, WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue)), IoControlCode);
    }
    WdfRequestComplete(Request, status);
}
