/*
 * The key is opened for the driver's life and closed by whoever closes a file last.
 */
#include "key.h"

static HANDLE KeyHandle;

NTSTATUS
KeyOpen(_In_ PUNICODE_STRING Path)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE key = NULL;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, Path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = ZwOpenKey(&key, KEY_READ, &attributes);
    if (NT_SUCCESS(status)) {
        KeyHandle = key;
    }
    return status;
}

VOID
KeyEvtFileClose(_In_ WDFFILEOBJECT FileObject)
{
    UNREFERENCED_PARAMETER(FileObject);
    if (KeyHandle != NULL) {
        ZwClose(KeyHandle); /* expect: handle-kept-across-callbacks "ZwClose looks KeyHandle up" */
        KeyHandle = NULL;
    }
}
