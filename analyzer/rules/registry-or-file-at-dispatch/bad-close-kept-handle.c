/*
 * A handle that was opened at start is closed in a timer's DPC. Nothing before on that path is wrong.
 */
#include <ntddk.h>

typedef struct _LOGGER {
    HANDLE File;
    KDPC Dpc;
    KTIMER Timer;
} LOGGER;

static LOGGER Logger;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD QuillUnload;
KDEFERRED_ROUTINE QuillDpc;

VOID
QuillDpc(_In_ PKDPC Dpc, _In_opt_ PVOID Context, _In_opt_ PVOID Argument1, _In_opt_ PVOID Argument2)
{
    LOGGER *logger = (LOGGER *)Context;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    if (logger->File != NULL) {
        ZwClose(logger->File); /* expect: registry-or-file-at-dispatch "ZwClose needs PASSIVE_LEVEL" */
        logger->File = NULL;
    }
}

VOID
QuillUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    KeCancelTimer(&Logger.Timer);
    KeFlushQueuedDpcs();
}

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\SystemRoot\\quill.log");
    IO_STATUS_BLOCK iosb;
    LARGE_INTEGER due;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = QuillUnload;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwCreateFile(&Logger.File, GENERIC_WRITE | SYNCHRONIZE, &attributes, &iosb, NULL, FILE_ATTRIBUTE_NORMAL, 0,
                          FILE_OVERWRITE_IF, FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    KeInitializeDpc(&Logger.Dpc, QuillDpc, &Logger);
    KeInitializeTimer(&Logger.Timer);
    due.QuadPart = -600000000;
    KeSetTimer(&Logger.Timer, due, &Logger.Dpc);
    return STATUS_SUCCESS;
}
