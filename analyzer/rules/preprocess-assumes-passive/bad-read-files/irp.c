#include "weigh.h"

NTSTATUS
WeighEvtPreprocess(_In_ WDFDEVICE Device, _Inout_ PIRP Irp)
{
    WeighCount(GetDeviceContext(Device));
    IoSkipCurrentIrpStackLocation(Irp);
    return WdfDeviceWdmDispatchPreprocessedIrp(Device, Irp);
}
