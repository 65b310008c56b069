#include "frg.h"

NTSTATUS
FrgEvtPrepareHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesRaw, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor;
    ULONG i;

    UNREFERENCED_PARAMETER(ResourcesRaw);

    for (i = 0; i < WdfCmResourceListGetCount(ResourcesTranslated); i++) {
        descriptor = WdfCmResourceListGetDescriptor(ResourcesTranslated, i);
        if (descriptor->Type == CmResourceTypeMemory && context->Registers == NULL) {
            FrgMap(context, descriptor->u.Memory.Start, descriptor->u.Memory.Length);
        }
    }
    return context->Registers == NULL ? STATUS_DEVICE_CONFIGURATION_ERROR : STATUS_SUCCESS;
}

NTSTATUS
FrgMap(_Inout_ PDEVICE_CONTEXT Context, _In_ PHYSICAL_ADDRESS Start, _In_ SIZE_T Length)
{
    Context->Registers = (PUCHAR)MmMapIoSpaceEx(Start, Length, PAGE_READWRITE | PAGE_NOCACHE); /* expect: io-space-mapping-leak "not unmapped in EvtDeviceReleaseHardware" */
    Context->Length = Length;
    return Context->Registers ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS
FrgEvtReleaseHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);

    UNREFERENCED_PARAMETER(ResourcesTranslated);
    context->Registers = NULL;
    context->Length = 0;
    return STATUS_SUCCESS;
}
