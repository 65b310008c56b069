/* Management functions; all run at PASSIVE_LEVEL. */
#ifndef RC_FWPM_H
#define RC_FWPM_H
#include <rc_fwp_names.h>
RC_BEGIN
#ifndef RPC_C_AUTHN_WINNT
#define RPC_C_AUTHN_WINNT 10
#define RPC_C_AUTHN_DEFAULT 0xffffffff
#endif
#define FWPM_SESSION_FLAG_DYNAMIC 0x1
#define FWPM_SESSION_FLAG_NONDYNAMIC 0x0
#define FWPM_SESSION_FLAG_RESERVED 0x10000000
#define FWPM_PROVIDER_FLAG_PERSISTENT 0x1
#define FWPM_PROVIDER_CONTEXT_FLAG_PERSISTENT 0x1
#define FWPM_SUBLAYER_FLAG_PERSISTENT 0x1
#define FWPM_CALLOUT_FLAG_PERSISTENT 0x10000
#define FWPM_CALLOUT_FLAG_USES_PROVIDER_CONTEXT 0x20000
#define FWPM_CALLOUT_FLAG_REGISTERED 0x40000
#define FWPM_FILTER_FLAG_NONE 0x0
#define FWPM_FILTER_FLAG_PERSISTENT 0x1
#define FWPM_FILTER_FLAG_BOOTTIME 0x2
#define FWPM_FILTER_FLAG_HAS_PROVIDER_CONTEXT 0x4
#define FWPM_FILTER_FLAG_CLEAR_ACTION_RIGHT 0x8
#define FWPM_FILTER_FLAG_PERMIT_IF_CALLOUT_UNREGISTERED 0x10
#define FWPM_FILTER_FLAG_DISABLED 0x20
#define FWPM_FILTER_FLAG_INDEXED 0x40
#define FWPM_TXN_READ_ONLY 0x1
#define FWPM_AUTO_WEIGHT_BITS 60
typedef enum FWPM_SERVICE_STATE_ { FWPM_SERVICE_STOPPED, FWPM_SERVICE_START_PENDING, FWPM_SERVICE_STOP_PENDING, FWPM_SERVICE_RUNNING, FWPM_SERVICE_STATE_MAX } FWPM_SERVICE_STATE;
typedef void FWPM_SERVICE_STATE_CHANGE_CALLBACK0(_Inout_ void *context, _In_ FWPM_SERVICE_STATE newState);
#define RC_FWPM _IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS
RC_FWPM FwpmEngineOpen0(_In_opt_ const wchar_t *serverName, _In_ UINT32 authnService, _In_opt_ void *authIdentity, _In_opt_ const FWPM_SESSION0 *session, _Out_ HANDLE *engineHandle);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpmEngineClose0(_Inout_ HANDLE engineHandle);
RC_FWPM FwpmTransactionBegin0(_In_ HANDLE engineHandle, _In_ UINT32 flags);
RC_FWPM FwpmTransactionCommit0(_In_ HANDLE engineHandle);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpmTransactionAbort0(_In_ HANDLE engineHandle);
_IRQL_requires_max_(PASSIVE_LEVEL) void FwpmFreeMemory0(_Inout_ void **p);
RC_FWPM FwpmCalloutAdd0(_In_ HANDLE engineHandle, _In_ const FWPM_CALLOUT0 *callout, _In_opt_ PSECURITY_DESCRIPTOR sd, _Out_opt_ UINT32 *id);
RC_FWPM FwpmCalloutGetById0(_In_ HANDLE engineHandle, _In_ UINT32 id, _Outptr_ FWPM_CALLOUT0 **callout);
RC_FWPM FwpmCalloutGetByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key, _Outptr_ FWPM_CALLOUT0 **callout);
RC_FWPM FwpmCalloutDeleteById0(_In_ HANDLE engineHandle, _In_ UINT32 id);
RC_FWPM FwpmCalloutDeleteByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key);
RC_FWPM FwpmFilterAdd0(_In_ HANDLE engineHandle, _In_ const FWPM_FILTER0 *filter, _In_opt_ PSECURITY_DESCRIPTOR sd, _Out_opt_ UINT64 *id);
RC_FWPM FwpmFilterDeleteById0(_In_ HANDLE engineHandle, _In_ UINT64 id);
RC_FWPM FwpmFilterDeleteByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key);
RC_FWPM FwpmFilterGetById0(_In_ HANDLE engineHandle, _In_ UINT64 id, _Outptr_ FWPM_FILTER0 **filter);
RC_FWPM FwpmFilterGetByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key, _Outptr_ FWPM_FILTER0 **filter);
RC_FWPM FwpmProviderAdd0(_In_ HANDLE engineHandle, _In_ const FWPM_PROVIDER0 *provider, _In_opt_ PSECURITY_DESCRIPTOR sd);
RC_FWPM FwpmProviderGetByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key, _Outptr_ FWPM_PROVIDER0 **provider);
RC_FWPM FwpmProviderDeleteByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key);
RC_FWPM FwpmProviderContextAdd0(_In_ HANDLE engineHandle, _In_ const FWPM_PROVIDER_CONTEXT0 *providerContext, _In_opt_ PSECURITY_DESCRIPTOR sd, _Out_opt_ UINT64 *id);
RC_FWPM FwpmProviderContextGetById0(_In_ HANDLE engineHandle, _In_ UINT64 id, _Outptr_ FWPM_PROVIDER_CONTEXT0 **providerContext);
RC_FWPM FwpmProviderContextDeleteByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key);
RC_FWPM FwpmProviderContextDeleteById0(_In_ HANDLE engineHandle, _In_ UINT64 id);
RC_FWPM FwpmSubLayerAdd0(_In_ HANDLE engineHandle, _In_ const FWPM_SUBLAYER0 *subLayer, _In_opt_ PSECURITY_DESCRIPTOR sd);
RC_FWPM FwpmSubLayerGetByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key, _Outptr_ FWPM_SUBLAYER0 **subLayer);
RC_FWPM FwpmSubLayerDeleteByKey0(_In_ HANDLE engineHandle, _In_ const GUID *key);
RC_FWPM FwpmGetAppIdFromFileName0(_In_ PCWSTR fileName, _Outptr_ FWP_BYTE_BLOB **appId);
#define RC_FWPM_ENUM(T, TY) \
    RC_FWPM Fwpm##T##CreateEnumHandle0(_In_ HANDLE engineHandle, _In_opt_ const TY##_ENUM_TEMPLATE0 *enumTemplate, _Out_ HANDLE *enumHandle); \
    RC_FWPM Fwpm##T##Enum0(_In_ HANDLE engineHandle, _In_ HANDLE enumHandle, _In_ UINT32 numEntriesRequested, _Outptr_ TY##0 ***entries, _Out_ UINT32 *numEntriesReturned); \
    RC_FWPM Fwpm##T##DestroyEnumHandle0(_In_ HANDLE engineHandle, _Inout_ HANDLE enumHandle);
RC_FWPM_ENUM(Callout, FWPM_CALLOUT)
RC_FWPM_ENUM(Filter, FWPM_FILTER)
RC_FWPM_ENUM(Provider, FWPM_PROVIDER)
RC_FWPM_ENUM(ProviderContext, FWPM_PROVIDER_CONTEXT)
RC_FWPM_ENUM(SubLayer, FWPM_SUBLAYER)
RC_FWPM FwpmBfeStateSubscribeChanges0(_Inout_ void *deviceObject, _In_ FWPM_SERVICE_STATE_CHANGE_CALLBACK0 *callback, _In_opt_ void *context, _Out_ HANDLE *changeHandle);
RC_FWPM FwpmBfeStateUnsubscribeChanges0(_Inout_ HANDLE changeHandle);
FWPM_SERVICE_STATE FwpmBfeStateGet0(void);
RC_END
#define FwpmEngineOpen FwpmEngineOpen0
#define FwpmEngineClose FwpmEngineClose0
#define FwpmTransactionBegin FwpmTransactionBegin0
#define FwpmTransactionCommit FwpmTransactionCommit0
#define FwpmTransactionAbort FwpmTransactionAbort0
#define FwpmFreeMemory FwpmFreeMemory0
#define FwpmCalloutAdd FwpmCalloutAdd0
#define FwpmCalloutGetById FwpmCalloutGetById0
#define FwpmCalloutGetByKey FwpmCalloutGetByKey0
#define FwpmCalloutDeleteById FwpmCalloutDeleteById0
#define FwpmCalloutDeleteByKey FwpmCalloutDeleteByKey0
#define FwpmFilterAdd FwpmFilterAdd0
#define FwpmFilterDeleteById FwpmFilterDeleteById0
#define FwpmFilterDeleteByKey FwpmFilterDeleteByKey0
#define FwpmFilterGetById FwpmFilterGetById0
#define FwpmFilterGetByKey FwpmFilterGetByKey0
#define FwpmProviderAdd FwpmProviderAdd0
#define FwpmProviderGetByKey FwpmProviderGetByKey0
#define FwpmProviderDeleteByKey FwpmProviderDeleteByKey0
#define FwpmProviderContextAdd FwpmProviderContextAdd0
#define FwpmProviderContextGetById FwpmProviderContextGetById0
#define FwpmProviderContextDeleteByKey FwpmProviderContextDeleteByKey0
#define FwpmProviderContextDeleteById FwpmProviderContextDeleteById0
#define FwpmSubLayerAdd FwpmSubLayerAdd0
#define FwpmSubLayerGetByKey FwpmSubLayerGetByKey0
#define FwpmSubLayerDeleteByKey FwpmSubLayerDeleteByKey0
#define FwpmGetAppIdFromFileName FwpmGetAppIdFromFileName0
#define FwpmBfeStateSubscribeChanges FwpmBfeStateSubscribeChanges0
#define FwpmBfeStateUnsubscribeChanges FwpmBfeStateUnsubscribeChanges0
#define FwpmBfeStateGet FwpmBfeStateGet0
#define FwpmCalloutCreateEnumHandle FwpmCalloutCreateEnumHandle0
#define FwpmCalloutEnum FwpmCalloutEnum0
#define FwpmCalloutDestroyEnumHandle FwpmCalloutDestroyEnumHandle0
#define FwpmFilterCreateEnumHandle FwpmFilterCreateEnumHandle0
#define FwpmFilterEnum FwpmFilterEnum0
#define FwpmFilterDestroyEnumHandle FwpmFilterDestroyEnumHandle0
#define FwpmProviderCreateEnumHandle FwpmProviderCreateEnumHandle0
#define FwpmProviderEnum FwpmProviderEnum0
#define FwpmProviderDestroyEnumHandle FwpmProviderDestroyEnumHandle0
#define FwpmProviderContextCreateEnumHandle FwpmProviderContextCreateEnumHandle0
#define FwpmProviderContextEnum FwpmProviderContextEnum0
#define FwpmProviderContextDestroyEnumHandle FwpmProviderContextDestroyEnumHandle0
#define FwpmSubLayerCreateEnumHandle FwpmSubLayerCreateEnumHandle0
#define FwpmSubLayerEnum FwpmSubLayerEnum0
#define FwpmSubLayerDestroyEnumHandle FwpmSubLayerDestroyEnumHandle0
#endif
