#include "rf.h"

NTSTATUS
RfEvtPrepareHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesRaw, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor;
    ULONG i;

    UNREFERENCED_PARAMETER(ResourcesTranslated);

    for (i = 0; i < WdfCmResourceListGetCount(ResourcesRaw); i++) {
        descriptor = WdfCmResourceListGetDescriptor(ResourcesRaw, i);
        if (descriptor->Type == CmResourceTypeMemory && context->Registers == NULL) {
            RfMap(context, descriptor);
        }
    }
    return context->Registers == NULL ? STATUS_DEVICE_CONFIGURATION_ERROR : STATUS_SUCCESS;
}

NTSTATUS
RfEvtReleaseHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);

    UNREFERENCED_PARAMETER(ResourcesTranslated);
    if (context->Registers != NULL) {
        MmUnmapIoSpace(context->Registers, context->Length);
        context->Registers = NULL;
    }
    return STATUS_SUCCESS;
}

VOID
RfMap(_Inout_ PDEVICE_CONTEXT Context, _In_ PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor)
{
    Context->Length = Descriptor->u.Memory.Length;
    Context->Registers = (PUCHAR)MmMapIoSpaceEx(Descriptor->u.Memory.Start, Context->Length, PAGE_READWRITE | PAGE_NOCACHE); /* expect: raw-resource-used-for-mapping "relative to the bus" */
}
