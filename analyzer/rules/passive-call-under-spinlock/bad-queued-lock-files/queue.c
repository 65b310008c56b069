#include "clasp.h"

VOID
ClaspEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                        _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    KLOCK_QUEUE_HANDLE handle;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(IoControlCode);

    KeAcquireInStackQueuedSpinLock(&context->Lock, &handle);
    ClaspReadName(context);
    KeReleaseInStackQueuedSpinLock(&handle);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}
