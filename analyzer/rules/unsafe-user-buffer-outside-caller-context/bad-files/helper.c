#include "fold.h"

NTSTATUS
FoldLockBuffer(_In_ WDFREQUEST Request, _Out_ WDFMEMORY *Memory)
{
    PVOID buffer;
    size_t length;
    NTSTATUS status;

    *Memory = NULL;
    status = WdfRequestRetrieveUnsafeUserOutputBuffer(Request, 1, &buffer, &length); /* expect: unsafe-user-buffer-outside-caller-context "FoldEvtIoDeviceControl" */
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return WdfRequestProbeAndLockUserBufferForWrite(Request, buffer, length, Memory); /* expect: unsafe-user-buffer-outside-caller-context */
}
