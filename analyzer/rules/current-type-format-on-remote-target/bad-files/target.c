#include "fork.h"

NTSTATUS
ForkOpenTarget(_In_ WDFDEVICE Device, _Out_ WDFIOTARGET *Target)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\ForkLower");
    PDEVICE_CONTEXT context = GetDeviceContext(Device);
    WDF_IO_TARGET_OPEN_PARAMS open;
    PDEVICE_OBJECT lower;
    WDFIOTARGET target;
    NTSTATUS status;

    *Target = NULL;
    status = IoGetDeviceObjectPointer((PUNICODE_STRING)&name, FILE_ALL_ACCESS, &context->LowerFile, &lower);
    if (!NT_SUCCESS(status)) {
        context->LowerFile = NULL;
        return status;
    }
    status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&open, lower);
    status = WdfIoTargetOpen(target, &open);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(target);
        return status;
    }
    *Target = target;
    return STATUS_SUCCESS;
}

VOID
ForkEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)Object);

    if (context->LowerFile != NULL) {
        ObDereferenceObject(context->LowerFile);
    }
}
