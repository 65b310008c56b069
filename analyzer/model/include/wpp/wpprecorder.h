/* In-flight trace recorder. */
#ifndef RC_WPPRECORDER_H
#define RC_WPPRECORDER_H
#include <rc_markers.h>
#include <sal.h>
RC_BEGIN
DECLARE_HANDLE(RECORDER_LOG);
typedef struct _RECORDER_CONFIGURE_PARAMS {
    ULONG Size;
    BOOLEAN CreateDefaultLog;
    BOOLEAN UseTimeStamp;
} RECORDER_CONFIGURE_PARAMS, *PRECORDER_CONFIGURE_PARAMS;
FORCEINLINE VOID RECORDER_CONFIGURE_PARAMS_INIT(_Out_ PRECORDER_CONFIGURE_PARAMS Parameters)
{
    memset(Parameters, 0, sizeof(*Parameters));
    Parameters->Size = sizeof(RECORDER_CONFIGURE_PARAMS);
    Parameters->CreateDefaultLog = TRUE;
}
typedef struct _RECORDER_LOG_CREATE_PARAMS {
    ULONG Size;
    ULONG LogTypeReserved;
    ULONG TotalBufferSize;
    ULONG ErrorPartitionSize;
    CHAR LogIdentifier[16];
} RECORDER_LOG_CREATE_PARAMS, *PRECORDER_LOG_CREATE_PARAMS;
FORCEINLINE VOID RECORDER_LOG_CREATE_PARAMS_INIT(_Out_ PRECORDER_LOG_CREATE_PARAMS Parameters, _In_opt_ PCSTR LogIdentifier)
{
    memset(Parameters, 0, sizeof(*Parameters));
    Parameters->Size = sizeof(RECORDER_LOG_CREATE_PARAMS);
    (void)LogIdentifier;
}
#define RECORDER_LOG_CREATE_PARAMS_INIT_APPEND_POINTER(Parameters, LogIdentifier, Pointer) RECORDER_LOG_CREATE_PARAMS_INIT((Parameters), (LogIdentifier))
_IRQL_requires_max_(PASSIVE_LEVEL) VOID WppRecorderConfigure(_In_ PRECORDER_CONFIGURE_PARAMS ConfigureParams);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS WppRecorderLogCreate(_In_ PRECORDER_LOG_CREATE_PARAMS CreateParams, _Out_ RECORDER_LOG *RecorderLog);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID WppRecorderLogDelete(_In_ RECORDER_LOG RecorderLog);
RECORDER_LOG WppRecorderLogGetDefault(VOID);
BOOLEAN WppRecorderIsDefaultLogAvailable(VOID);
RC_END
#ifndef RECORDER_LOG_IDENTIFIER_MAX_CHARS
#define RECORDER_LOG_IDENTIFIER_MAX_CHARS 16
#endif
#endif
