#include "loc.h"

NTSTATUS
LocEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    UNREFERENCED_PARAMETER(PreviousState);
    return WdfIoTargetStart(WdfDeviceGetIoTarget(Device));
}

NTSTATUS
LocEvtD0Exit(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE TargetState)
{
    UNREFERENCED_PARAMETER(TargetState);
    WdfIoTargetPurge(WdfDeviceGetIoTarget(Device), WdfIoTargetPurgeIoAndWait);
    return STATUS_SUCCESS;
}
