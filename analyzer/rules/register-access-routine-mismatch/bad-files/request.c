#include "af.h"

NTSTATUS
AfEvtPrepareHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesRaw, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor;
    ULONG i;

    UNREFERENCED_PARAMETER(ResourcesRaw);

    for (i = 0; i < WdfCmResourceListGetCount(ResourcesTranslated); i++) {
        descriptor = WdfCmResourceListGetDescriptor(ResourcesTranslated, i);
        if (descriptor->Type == CmResourceTypeMemory && context->Registers == NULL) {
            context->Registers = (PUCHAR)MmMapIoSpaceEx(descriptor->u.Memory.Start, descriptor->u.Memory.Length,
                                                        PAGE_READWRITE | PAGE_NOCACHE);
            context->Length = descriptor->u.Memory.Length;
        }
    }
    return context->Registers == NULL ? STATUS_DEVICE_CONFIGURATION_ERROR : STATUS_SUCCESS;
}

NTSTATUS
AfEvtReleaseHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST ResourcesTranslated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);

    UNREFERENCED_PARAMETER(ResourcesTranslated);
    if (context->Registers != NULL) {
        MmUnmapIoSpace(context->Registers, context->Length);
        context->Registers = NULL;
    }
    return STATUS_SUCCESS;
}

UCHAR
AfStatus(_In_ PDEVICE_CONTEXT Context)
{
    return READ_PORT_UCHAR(Context->Registers); /* expect: register-access-routine-mismatch "READ_PORT_UCHAR" */
}
