#include "timer.h"

extern "C" DRIVER_INITIALIZE DriverEntry;

static PassiveTimer *focus;

#pragma code_seg("PAGE")
void Converge(void *context)
{
    PAGED_CODE();
    *static_cast<LONG *>(context) = 1;
}

#pragma code_seg("INIT")
extern "C" NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    static LONG state;

    UNREFERENCED_PARAMETER(RegistryPath);
    focus = static_cast<PassiveTimer *>(DriverObject->DeviceObject->DeviceExtension);
    focus->Set(-10000000LL, Converge, &state);
    return STATUS_SUCCESS;
}
