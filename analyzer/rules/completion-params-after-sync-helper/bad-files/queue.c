#include "sub.h"

VOID
SubEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                      _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    WDFIOTARGET target = WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue));
    WDFREQUEST query;
    ULONG_PTR length;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    status = WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, target, &query);
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }
    status = SubSend(target, query);
    length = SubLength(query);
    WdfObjectDelete(query);
    WdfRequestCompleteWithInformation(Request, status, length);
}
