#include "defer.h"

VOID
DeferRequest(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    NTSTATUS status;

    status = WdfDeviceEnqueueRequest(Device, Request); /* expect: enqueue-outside-caller-context "DeferEvtIoDeviceControl" */
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
    }
}
