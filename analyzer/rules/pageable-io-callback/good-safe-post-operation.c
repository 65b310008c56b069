/*
 * The part of a post-operation callback that needs a lower level is left to FltDoCompletionProcessingWhenSafe. It has the
 * callback's type, but is called at APC_LEVEL or below, so it may be pageable.
 */
#include <fltKernel.h>

static PFLT_FILTER Filter;

DRIVER_INITIALIZE DriverEntry;

static FLT_POSTOP_CALLBACK_STATUS FLTAPI LatchPostReadSafe(_Inout_ PFLT_CALLBACK_DATA Data,
                                                           _In_ PCFLT_RELATED_OBJECTS FltObjects, _In_opt_ PVOID Context,
                                                           _In_ FLT_POST_OPERATION_FLAGS Flags);
static FLT_POSTOP_CALLBACK_STATUS FLTAPI LatchPostRead(_Inout_ PFLT_CALLBACK_DATA Data,
                                                       _In_ PCFLT_RELATED_OBJECTS FltObjects, _In_opt_ PVOID Context,
                                                       _In_ FLT_POST_OPERATION_FLAGS Flags);
static NTSTATUS FLTAPI LatchUnload(_In_ FLT_FILTER_UNLOAD_FLAGS Flags);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LatchPostReadSafe)
#endif

static FLT_POSTOP_CALLBACK_STATUS FLTAPI
LatchPostReadSafe(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects, _In_opt_ PVOID Context,
                  _In_ FLT_POST_OPERATION_FLAGS Flags)
{
    PVOID copy;

    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(FltObjects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    PAGED_CODE();
    copy = ExAllocatePool2(POOL_FLAG_PAGED, 64, 'hctL');
    if (copy != NULL) {
        ExFreePoolWithTag(copy, 'hctL');
    }
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static FLT_POSTOP_CALLBACK_STATUS FLTAPI
LatchPostRead(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects, _In_opt_ PVOID Context,
              _In_ FLT_POST_OPERATION_FLAGS Flags)
{
    FLT_POSTOP_CALLBACK_STATUS status = FLT_POSTOP_FINISHED_PROCESSING;

    if (!FltDoCompletionProcessingWhenSafe(Data, FltObjects, Context, Flags, LatchPostReadSafe, &status)) {
        Data->IoStatus.Status = STATUS_UNSUCCESSFUL;
        Data->IoStatus.Information = 0;
    }
    return status;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    {IRP_MJ_READ, 0, NULL, LatchPostRead},
    {IRP_MJ_OPERATION_END},
};

static const FLT_REGISTRATION Registration = {
    sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations, LatchUnload,
};

static NTSTATUS FLTAPI
LatchUnload(_In_ FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = FltRegisterFilter(DriverObject, &Registration, &Filter);
    return NT_SUCCESS(status) ? FltStartFiltering(Filter) : status;
}
