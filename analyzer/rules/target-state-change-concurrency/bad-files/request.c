#include "cyc.h"

NTSTATUS
CycEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    UNREFERENCED_PARAMETER(PreviousState);
    return WdfIoTargetStart(GetDeviceContext(Device)->Target);
}

NTSTATUS
CycEvtD0Exit(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE TargetState)
{
    UNREFERENCED_PARAMETER(TargetState);
    WdfIoTargetStop(GetDeviceContext(Device)->Target, WdfIoTargetCancelSentIo);
    return STATUS_SUCCESS;
}

NTSTATUS
CycRestart(_In_ PDEVICE_CONTEXT Context)
{
    WdfIoTargetPurge(Context->Target, WdfIoTargetPurgeIoAndWait); /* expect: target-state-change-concurrency "WdfIoTargetPurge in CycEvtIoDeviceControl" */
    return WdfIoTargetStart(Context->Target);
}
