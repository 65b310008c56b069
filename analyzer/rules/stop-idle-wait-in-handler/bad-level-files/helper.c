#include "nap.h"

NTSTATUS
NapWake(_In_ WDFDEVICE Device)
{
    NTSTATUS status = WdfDeviceStopIdle(Device, TRUE); /* expect: stop-idle-wait-in-handler "works today only because" */

    if (NT_SUCCESS(status)) {
        WdfDeviceResumeIdle(Device);
    }
    return status;
}
