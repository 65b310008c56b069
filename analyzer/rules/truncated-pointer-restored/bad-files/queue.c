#include "pk.h"

VOID
PkEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                     _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    PUCHAR buffer;
    size_t length;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    status = WdfRequestRetrieveInputBuffer(Request, 1, (PVOID *)&buffer, &length);
    if (NT_SUCCESS(status)) {
        PkRemember(context, buffer);
        KdPrint(("pk: %u\n", *PkRecall(context)));
    }
    WdfRequestComplete(Request, status);
}
