/*
 * Post-operation callbacks that may look contexts up and do file I/O: after create, which always ends in its own thread at
 * PASSIVE_LEVEL; after a cleanup that the pre-operation callback synchronised; and, in one callback for many operations,
 * only where the operation is a create. A write asks for the level before it does anything.
 */
#include <fltKernel.h>

DRIVER_INITIALIZE DriverEntry;

static PFLT_FILTER Filter;

static VOID
TouchContext(_In_ PCFLT_RELATED_OBJECTS FltObjects)
{
    PFLT_CONTEXT context;

    if (NT_SUCCESS(FltGetStreamHandleContext(FltObjects->Instance, FltObjects->FileObject, &context))) {
        FltReleaseContext(context);
    }
}

static FLT_PREOP_CALLBACK_STATUS
SluicePreCleanup(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects, _Out_ PVOID *CompletionContext)
{
    FLT_PREOP_CALLBACK_STATUS result = FLT_PREOP_SUCCESS_NO_CALLBACK;

    UNREFERENCED_PARAMETER(Data);
    if (FltObjects->FileObject->DeletePending) {
        result = FLT_PREOP_SYNCHRONIZE;
    }
    *CompletionContext = NULL;
    return result;
}

static FLT_POSTOP_CALLBACK_STATUS
SluicePostCleanup(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects, _In_opt_ PVOID CompletionContext,
                  _In_ FLT_POST_OPERATION_FLAGS Flags)
{
    FILE_STANDARD_INFORMATION information;

    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(CompletionContext);
    UNREFERENCED_PARAMETER(Flags);
    TouchContext(FltObjects);
    (VOID)FltQueryInformationFile(FltObjects->Instance, FltObjects->FileObject, &information, sizeof(information),
                                  FileStandardInformation, NULL);
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static FLT_POSTOP_CALLBACK_STATUS
SluicePostAny(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects, _In_opt_ PVOID CompletionContext,
              _In_ FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(CompletionContext);
    UNREFERENCED_PARAMETER(Flags);
    if (Data->Iopb->MajorFunction == IRP_MJ_CREATE && NT_SUCCESS(Data->IoStatus.Status)) {
        TouchContext(FltObjects);
    }
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static FLT_POSTOP_CALLBACK_STATUS
SluicePostWrite(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects, _In_opt_ PVOID CompletionContext,
                _In_ FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(CompletionContext);
    UNREFERENCED_PARAMETER(Flags);
    if (KeGetCurrentIrql() <= APC_LEVEL) {
        TouchContext(FltObjects);
    }
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    { IRP_MJ_CREATE, 0, NULL, SluicePostAny },
    { IRP_MJ_READ, 0, NULL, SluicePostAny },
    { IRP_MJ_SET_INFORMATION, 0, NULL, SluicePostAny },
    { IRP_MJ_WRITE, 0, NULL, SluicePostWrite },
    { IRP_MJ_CLEANUP, 0, SluicePreCleanup, SluicePostCleanup },
    { IRP_MJ_OPERATION_END }
};

static const FLT_REGISTRATION Registration = {
    sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations
};

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    return FltRegisterFilter(DriverObject, &Registration, &Filter);
}
