#include "conf.h"

NTSTATUS
ConfOpenKey(_Out_ PHANDLE Key, _In_ ULONG Flags)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Registry\\Machine\\Software\\Conf");
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)&name, Flags, NULL, NULL);
    return ZwOpenKey(Key, KEY_READ, &attributes); /* expect: handle-without-kernel-flag "ConfEvtIoDeviceControl" */
}
