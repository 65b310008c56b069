#include "pf.h"

NTSTATUS
PfEvtPrepareHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesRaw, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    ULONG i;

    UNREFERENCED_PARAMETER(ResourcesRaw);

    for (i = 0; i < WdfCmResourceListGetCount(ResourcesTranslated); i++) {
        PfTake(context, WdfCmResourceListGetDescriptor(ResourcesTranslated, i));
    }
    return context->Port == NULL ? STATUS_DEVICE_CONFIGURATION_ERROR : STATUS_SUCCESS;
}

VOID
PfTake(_Inout_ PDEVICE_CONTEXT Context, _In_ PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor)
{
    if (Descriptor->Type == CmResourceTypePort) { /* expect: port-resource-may-be-memory "the device is not found" */
        Context->Port = (PUCHAR)(ULONG_PTR)Descriptor->u.Port.Start.QuadPart;
        Context->Length = Descriptor->u.Port.Length;
    }
}
