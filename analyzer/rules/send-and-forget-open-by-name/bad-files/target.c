#include "post.h"

static struct post_port PostPort;

NTSTATUS
PostEvtPrepareHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST Raw, _In_ WDFCMRESLIST Translated)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\PostLower");
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    WDF_IO_TARGET_OPEN_PARAMS open;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);

    context->Port = &PostPort;
    status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &context->Port->Target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_TARGET_OPEN_PARAMS_INIT_CREATE_BY_NAME(&open, &name, GENERIC_READ | GENERIC_WRITE);
    status = WdfIoTargetOpen(context->Port->Target, &open);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(context->Port->Target);
        context->Port->Target = NULL;
    }
    return status;
}

NTSTATUS
PostEvtReleaseHardware(_In_ WDFDEVICE Device, _In_ WDFCMRESLIST Translated)
{
    PDEVICE_CONTEXT context = GetDeviceContext(Device);

    UNREFERENCED_PARAMETER(Translated);

    if (context->Port->Target != NULL) {
        WdfIoTargetClose(context->Port->Target);
        WdfObjectDelete(context->Port->Target);
        context->Port->Target = NULL;
    }
    return STATUS_SUCCESS;
}
