#include "us.h"

VOID
UsEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status;
    UCHAR byte = 0;

    UNREFERENCED_PARAMETER(Length);

    status = UsRead(context, &byte);
    WdfRequestComplete(Request, status);
}
