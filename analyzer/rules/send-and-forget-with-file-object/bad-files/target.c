#include "tube.h"

static VOID
TubeFillParams(_Out_ PWDF_IO_TARGET_OPEN_PARAMS Params, _In_ PDEVICE_OBJECT Lower, _In_opt_ PFILE_OBJECT File)
{
    WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(Params, Lower);
    Params->TargetFileObject = File;
}

NTSTATUS
TubeOpenTarget(_In_ WDFDEVICE Device)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\TubeLower");
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    WDF_IO_TARGET_OPEN_PARAMS open;
    PDEVICE_OBJECT lower;
    NTSTATUS status;

    status = IoGetDeviceObjectPointer((PUNICODE_STRING)&name, FILE_ALL_ACCESS, &context->LowerFile, &lower);
    if (!NT_SUCCESS(status)) {
        context->LowerFile = NULL;
        return status;
    }
    status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &context->Target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    TubeFillParams(&open, lower, context->LowerFile);
    status = WdfIoTargetOpen(context->Target, &open);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(context->Target);
    }
    return status;
}

VOID
TubeEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)Object);

    if (context->LowerFile != NULL) {
        ObDereferenceObject(context->LowerFile);
    }
}
