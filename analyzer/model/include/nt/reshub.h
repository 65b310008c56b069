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
#include <pshpack1.h>
typedef struct _PNP_SERIAL_BUS_DESCRIPTOR { UCHAR Tag; USHORT Length; UCHAR RevisionId; UCHAR ResourceSourceIndex; UCHAR SerialBusType; UCHAR GeneralFlags; USHORT TypeSpecificFlags; UCHAR TypeSpecificRevisionId; USHORT TypeDataLength; } PNP_SERIAL_BUS_DESCRIPTOR, *PPNP_SERIAL_BUS_DESCRIPTOR;
#include <poppack.h>
typedef struct _RH_QUERY_CONNECTION_PROPERTIES_INPUT_BUFFER { ULONG Version; ULONG QueryType; LARGE_INTEGER ConnectionId; } RH_QUERY_CONNECTION_PROPERTIES_INPUT_BUFFER, *PRH_QUERY_CONNECTION_PROPERTIES_INPUT_BUFFER;
typedef struct _RH_QUERY_CONNECTION_PROPERTIES_OUTPUT_BUFFER { ULONG PropertiesLength; UCHAR ConnectionProperties[1]; } RH_QUERY_CONNECTION_PROPERTIES_OUTPUT_BUFFER, *PRH_QUERY_CONNECTION_PROPERTIES_OUTPUT_BUFFER;
RC_END
#endif
