#include "log.h"

VOID
LogEvtIoWrite(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    WDFIOTARGET target = WdfDeviceGetIoTarget(WdfIoQueueGetDevice(Queue));
    WDFMEMORY memory;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Length);

    status = WdfRequestRetrieveInputMemory(Request, &memory);
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }
    status = LogFormat(Request, target, memory);
    if (!NT_SUCCESS(status)) {
        KdPrint(("log: formatting failed, %x\n", status));
    }
    WdfRequestSetCompletionRoutine(Request, LogEvtRequestDone, WDF_NO_CONTEXT);
    if (!WdfRequestSend(Request, target, WDF_NO_SEND_OPTIONS)) { /* expect: format-status-ignored "has failed on this path" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
