/* Resource hub: names of controller paths. */
#ifndef RC_RESHUB_H
#define RC_RESHUB_H
#include <ntddk.h>
#include <ntstrsafe.h>
RC_BEGIN
#define RESOURCE_HUB_DEVICE_NAME L"\\Device\\RESOURCE_HUB"
#define RESOURCE_HUB_PATH_CHARS (16 + 32)
#define RESOURCE_HUB_PATH_SIZE ((RESOURCE_HUB_PATH_CHARS + 1) * sizeof(WCHAR))
_Must_inspect_result_ NTSTATUS RESOURCE_HUB_CREATE_PATH_FROM_ID(_Inout_ PUNICODE_STRING DeviceName, _In_ ULONG IdLow, _In_ ULONG IdHigh);
_Must_inspect_result_ NTSTATUS RESOURCE_HUB_ID_TO_FILE_NAME(_In_ ULONG ConnectionIdLow, _In_ ULONG ConnectionIdHigh, _Out_ LPWSTR ConnectionNameBuffer);
RC_END
#endif
