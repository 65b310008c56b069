/* Filtering platform: callout functions. */
#ifndef RC_FWPSK_H
#define RC_FWPSK_H
#include <ntddk.h>
#include <ndis.h>
#include <netioddk.h>
#include <ws2def.h>
#include <minwindef.h>
#include <ws2ipdef.h>
#include <rc_fwp_types.h>
#include <fwptypes.h>
#include <rc_fwp_names.h>
RC_BEGIN
typedef struct FWPS_INCOMING_VALUE0_ { FWP_VALUE0 value; } FWPS_INCOMING_VALUE0;
typedef struct FWPS_INCOMING_VALUES0_ { UINT16 layerId; UINT32 valueCount; FWPS_INCOMING_VALUE0 *incomingValue; } FWPS_INCOMING_VALUES0;
typedef enum FWPS_DISCARD_MODULE0_ { FWPS_DISCARD_MODULE_NETWORK, FWPS_DISCARD_MODULE_TRANSPORT, FWPS_DISCARD_MODULE_GENERAL, FWPS_DISCARD_MODULE_MAX } FWPS_DISCARD_MODULE0;
typedef enum FWPS_GENERAL_DISCARD_REASON_ { FWPS_DISCARD_FIREWALL_POLICY, FWPS_DISCARD_IPSEC, FWPS_GENERAL_DISCARD_REASON_MAX } FWPS_GENERAL_DISCARD_REASON;
typedef struct FWPS_DISCARD_METADATA0_ { FWPS_DISCARD_MODULE0 discardModule; UINT32 discardReason; UINT64 filterId; } FWPS_DISCARD_METADATA0;
typedef struct FWPS_INBOUND_FRAGMENT_METADATA0_ { UINT32 fragmentIdentification; UINT16 fragmentOffset; ULONG fragmentLength; } FWPS_INBOUND_FRAGMENT_METADATA0;
typedef struct FWPS_INCOMING_METADATA_VALUES0_ {
    UINT32 currentMetadataValues; UINT32 flags; UINT64 reserved; FWPS_DISCARD_METADATA0 discardMetadata; UINT64 flowHandle; UINT32 ipHeaderSize; UINT32 transportHeaderSize;
    FWP_BYTE_BLOB *processPath; UINT64 token; UINT64 processId; UINT32 sourceInterfaceIndex; UINT32 destinationInterfaceIndex; ULONG compartmentId; FWPS_INBOUND_FRAGMENT_METADATA0 fragmentMetadata;
    ULONG pathMtu; HANDLE completionHandle; UINT64 transportEndpointHandle; SCOPE_ID remoteScopeId; WSACMSGHDR *controlData; ULONG controlDataLength; FWP_DIRECTION packetDirection;
    PVOID headerIncludeHeader; ULONG headerIncludeHeaderLength; struct { SOCKADDR_INET Prefix; UINT8 PrefixLength; } destinationPrefix; UINT16 frameLength; UINT64 parentEndpointHandle; UINT32 icmpIdAndSequence; DWORD localRedirectTargetPID;
    SOCKADDR *originalDestination; HANDLE redirectRecords; UINT32 currentL2MetadataValues; UINT32 l2Flags; UINT32 ethernetMacHeaderSize; UINT32 wiFiOperationMode; UINT32 vSwitchSourcePortId; UINT16 vSwitchSourceNicIndex;
    UINT32 vSwitchDestinationPortId; UINT32 padding0; UINT16 padding1; UINT32 padding2; HANDLE vSwitchPacketContext; PVOID subProcessTag; UINT64 reserved1;
} FWPS_INCOMING_METADATA_VALUES0;
#define FWPS_IS_METADATA_FIELD_PRESENT(metadataValues, metadataField) (((metadataValues)->currentMetadataValues & (metadataField)) == (metadataField))
#define FWPS_IS_L2_METADATA_FIELD_PRESENT(metadataValues, l2MetadataField) (((metadataValues)->currentL2MetadataValues & (l2MetadataField)) == (l2MetadataField))
typedef struct FWPS_CLASSIFY_OUT0_ { FWP_ACTION_TYPE actionType; UINT64 outContext; UINT64 filterId; UINT32 rights; UINT32 flags; UINT32 reserved; } FWPS_CLASSIFY_OUT0;
#define FWPS_RIGHT_ACTION_WRITE 0x00000001
#define FWPS_CLASSIFY_OUT_FLAG_ABSORB 0x00000001
#define FWPS_CLASSIFY_OUT_FLAG_BUFFER_LIMIT_REACHED 0x00000002
#define FWPS_CLASSIFY_OUT_FLAG_NO_MORE_DATA 0x00000004
#define FWPS_CLASSIFY_OUT_FLAG_ALE_FAST_CACHE_CHECK 0x00000008
#define FWPS_CLASSIFY_OUT_FLAG_ALE_FAST_CACHE_POSSIBLE 0x00000010
#define FWPS_FILTER_FLAG_CLEAR_ACTION_RIGHT 0x00000001
#define FWPS_FILTER_FLAG_PERMIT_IF_CALLOUT_UNREGISTERED 0x00000002
#define FWPS_FILTER_FLAG_OR_CONDITIONS 0x00000004
#define FWPS_FILTER_FLAG_HAS_SECURITY_REALM_PROVIDER_CONTEXT 0x00000008
typedef struct FWPS_FILTER_CONDITION0_ { UINT16 fieldId; UINT16 reserved; FWP_MATCH_TYPE matchType; FWP_CONDITION_VALUE0 conditionValue; } FWPS_FILTER_CONDITION0;
typedef struct FWPS_ACTION0_ { FWP_ACTION_TYPE type; UINT32 calloutId; } FWPS_ACTION0;
typedef struct FWPS_FILTER2_ { UINT64 filterId; FWP_VALUE0 weight; UINT16 subLayerWeight; UINT16 flags; UINT32 numFilterConditions; FWPS_FILTER_CONDITION0 *filterCondition; FWPS_ACTION0 action; UINT64 context; struct FWPM_PROVIDER_CONTEXT0_ *providerContext; } FWPS_FILTER0, FWPS_FILTER1, FWPS_FILTER2, FWPS_FILTER3;
typedef enum FWPS_CALLOUT_NOTIFY_TYPE_ { FWPS_CALLOUT_NOTIFY_ADD_FILTER, FWPS_CALLOUT_NOTIFY_DELETE_FILTER, FWPS_CALLOUT_NOTIFY_ADD_FILTER_POST_COMMIT, FWPS_CALLOUT_NOTIFY_TYPE_MAX } FWPS_CALLOUT_NOTIFY_TYPE;
_IRQL_requires_max_(DISPATCH_LEVEL) typedef void FWPS_CALLOUT_CLASSIFY_FN0_T(const FWPS_INCOMING_VALUES0 *inFixedValues, const FWPS_INCOMING_METADATA_VALUES0 *inMetaValues, void *layerData, const FWPS_FILTER0 *filter, UINT64 flowContext, FWPS_CLASSIFY_OUT0 *classifyOut);
_IRQL_requires_max_(DISPATCH_LEVEL) typedef void FWPS_CALLOUT_CLASSIFY_FN1_T(const FWPS_INCOMING_VALUES0 *inFixedValues, const FWPS_INCOMING_METADATA_VALUES0 *inMetaValues, void *layerData, const void *classifyContext, const FWPS_FILTER1 *filter, UINT64 flowContext, FWPS_CLASSIFY_OUT0 *classifyOut);
_IRQL_requires_max_(PASSIVE_LEVEL) typedef NTSTATUS FWPS_CALLOUT_NOTIFY_FN0_T(FWPS_CALLOUT_NOTIFY_TYPE notifyType, const GUID *filterKey, FWPS_FILTER0 *filter);
_IRQL_requires_max_(PASSIVE_LEVEL) typedef NTSTATUS FWPS_CALLOUT_NOTIFY_FN1_T(FWPS_CALLOUT_NOTIFY_TYPE notifyType, const GUID *filterKey, FWPS_FILTER1 *filter);
_IRQL_requires_max_(DISPATCH_LEVEL) typedef void FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0_T(UINT16 layerId, UINT32 calloutId, UINT64 flowContext);
typedef FWPS_CALLOUT_CLASSIFY_FN0_T *FWPS_CALLOUT_CLASSIFY_FN0;
typedef FWPS_CALLOUT_CLASSIFY_FN1_T *FWPS_CALLOUT_CLASSIFY_FN1, *FWPS_CALLOUT_CLASSIFY_FN2, *FWPS_CALLOUT_CLASSIFY_FN3, *FWPS_CALLOUT_CLASSIFY_FN;
typedef FWPS_CALLOUT_NOTIFY_FN0_T *FWPS_CALLOUT_NOTIFY_FN0;
typedef FWPS_CALLOUT_NOTIFY_FN1_T *FWPS_CALLOUT_NOTIFY_FN1, *FWPS_CALLOUT_NOTIFY_FN2, *FWPS_CALLOUT_NOTIFY_FN3, *FWPS_CALLOUT_NOTIFY_FN;
typedef FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0_T *FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0, *FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN;
typedef struct FWPS_CALLOUT0_ { GUID calloutKey; UINT32 flags; FWPS_CALLOUT_CLASSIFY_FN0 classifyFn; FWPS_CALLOUT_NOTIFY_FN0 notifyFn; FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0 flowDeleteFn; } FWPS_CALLOUT0;
typedef struct FWPS_CALLOUT1_ { GUID calloutKey; UINT32 flags; FWPS_CALLOUT_CLASSIFY_FN1 classifyFn; FWPS_CALLOUT_NOTIFY_FN1 notifyFn; FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0 flowDeleteFn; } FWPS_CALLOUT1, FWPS_CALLOUT2, FWPS_CALLOUT3;
#define FWP_CALLOUT_FLAG_CONDITIONAL_ON_FLOW 0x00000001
#define FWP_CALLOUT_FLAG_ALLOW_OFFLOAD 0x00000002
#define FWP_CALLOUT_FLAG_ENABLE_COMMIT_ADD_NOTIFY 0x00000004
#define FWP_CALLOUT_FLAG_ALLOW_MID_STREAM_INSPECTION 0x00000008
#define FWP_CALLOUT_FLAG_ALLOW_RECLASSIFY 0x00000010
#define FWP_CALLOUT_FLAG_RESERVED1 0x00000020
#define FWP_CALLOUT_FLAG_ALLOW_RSC 0x00000040
#define FWP_CALLOUT_FLAG_ALLOW_L2_BATCH_CLASSIFY 0x00000080
typedef enum FWPS_STREAM_ACTION_TYPE_ { FWPS_STREAM_ACTION_NONE, FWPS_STREAM_ACTION_ALLOW_CONNECTION, FWPS_STREAM_ACTION_NEED_MORE_DATA, FWPS_STREAM_ACTION_DROP_CONNECTION, FWPS_STREAM_ACTION_DEFER, FWPS_STREAM_ACTION_TYPE_MAX } FWPS_STREAM_ACTION_TYPE;
typedef struct FWPS_STREAM_DATA_OFFSET0_ { NET_BUFFER_LIST *netBufferList; NET_BUFFER *netBuffer; MDL *mdl; UINT32 mdlOffset; UINT32 netBufferOffset; SIZE_T streamDataOffset; } FWPS_STREAM_DATA_OFFSET0;
typedef struct FWPS_STREAM_DATA0_ { UINT32 flags; FWPS_STREAM_DATA_OFFSET0 dataOffset; SIZE_T dataLength; NET_BUFFER_LIST *netBufferListChain; } FWPS_STREAM_DATA0;
typedef struct FWPS_STREAM_CALLOUT_IO_PACKET0_ { FWPS_STREAM_DATA0 *streamData; SIZE_T missedBytes; UINT32 countBytesRequired; SIZE_T countBytesEnforced; FWPS_STREAM_ACTION_TYPE streamAction; } FWPS_STREAM_CALLOUT_IO_PACKET0;
#define FWPS_STREAM_FLAG_RECEIVE 0x00000001
#define FWPS_STREAM_FLAG_RECEIVE_EXPEDITED 0x00000002
#define FWPS_STREAM_FLAG_RECEIVE_DISCONNECT 0x00000004
#define FWPS_STREAM_FLAG_RECEIVE_ABORT 0x00000008
#define FWPS_STREAM_FLAG_RECEIVE_PUSH 0x00000010
#define FWPS_STREAM_FLAG_SEND 0x00010000
#define FWPS_STREAM_FLAG_SEND_EXPEDITED 0x00020000
#define FWPS_STREAM_FLAG_SEND_NODELAY 0x00040000
#define FWPS_STREAM_FLAG_SEND_DISCONNECT 0x00080000
#define FWPS_STREAM_FLAG_SEND_ABORT 0x00100000
typedef struct FWPS_TRANSPORT_SEND_PARAMS1_ { UCHAR *remoteAddress; SCOPE_ID remoteScopeId; WSACMSGHDR *controlData; ULONG controlDataLength; UCHAR *headerIncludeHeader; ULONG headerIncludeHeaderLength; } FWPS_TRANSPORT_SEND_PARAMS0, FWPS_TRANSPORT_SEND_PARAMS1;
typedef enum FWPS_PACKET_INJECTION_STATE_ { FWPS_PACKET_NOT_INJECTED, FWPS_PACKET_INJECTED_BY_SELF, FWPS_PACKET_INJECTED_BY_OTHER, FWPS_PACKET_PREVIOUSLY_INJECTED_BY_SELF, FWPS_PACKET_INJECTION_STATE_MAX } FWPS_PACKET_INJECTION_STATE;
typedef enum FWPS_CONNECTION_REDIRECT_STATE_ { FWPS_CONNECTION_NOT_REDIRECTED, FWPS_CONNECTION_REDIRECTED_BY_SELF, FWPS_CONNECTION_REDIRECTED_BY_OTHER, FWPS_CONNECTION_PREVIOUSLY_REDIRECTED_BY_SELF, FWPS_CONNECTION_REDIRECT_STATE_MAX } FWPS_CONNECTION_REDIRECT_STATE;
typedef struct FWPS_CONNECT_REQUEST0_ { SOCKADDR_STORAGE localAddressAndPort; SOCKADDR_STORAGE remoteAddressAndPort; UINT64 portReservationToken; DWORD localRedirectTargetPID; struct FWPS_CONNECT_REQUEST0_ *previousVersion; UINT64 modifierFilterId; HANDLE localRedirectHandle; void *localRedirectContext; SIZE_T localRedirectContextSize; } FWPS_CONNECT_REQUEST0;
typedef struct FWPS_BIND_REQUEST0_ { SOCKADDR_STORAGE localAddressAndPort; UINT64 portReservationToken; struct FWPS_BIND_REQUEST0_ *previousVersion; UINT64 modifierFilterId; } FWPS_BIND_REQUEST0;
typedef struct FWPS_PACKET_LIST_IPSEC_INFORMATION0_ { struct { UINT32 isSecure : 1; UINT32 isTunnelMode : 1; UINT32 isDeTunneled : 1; UINT64 saId; } inbound; struct { UINT64 saId; } outbound; } FWPS_PACKET_LIST_IPSEC_INFORMATION0;
typedef struct FWPS_PACKET_LIST_INFORMATION0_ { struct { struct { UINT32 isSecure; UINT32 isTunnelMode; UINT32 isDeTunneled; } inbound; } ipsecInformation; UINT32 flags; } FWPS_PACKET_LIST_INFORMATION0;
#define FWPS_PACKET_LIST_INFORMATION_QUERY_IPSEC 0x1
#define FWPS_PACKET_LIST_INFORMATION_QUERY_INBOUND 0x2
#define FWPS_PACKET_LIST_INFORMATION_QUERY_OUTBOUND 0x4
#define FWPS_PACKET_LIST_INFORMATION_QUERY_ALL_INBOUND 0x3
#define FWPS_INJECTION_TYPE_STREAM 0x1
#define FWPS_INJECTION_TYPE_TRANSPORT 0x2
#define FWPS_INJECTION_TYPE_NETWORK 0x4
#define FWPS_INJECTION_TYPE_FORWARD 0x8
#define FWPS_INJECTION_TYPE_L2 0x10
#define FWPS_INJECTION_TYPE_VSWITCH_TRANSPORT 0x20
#define FWPS_CLASSIFY_FLAG_REAUTHORIZE_IF_MODIFIED_BY_OTHERS 0x1
#define FWPS_L2_INCOMING_FLAG_RECLASSIFY_MULTI_DESTINATION 0x1
#define FWPS_L2_INCOMING_FLAG_IS_RAW_IPV4_FRAMING 0x2
#define FWPS_L2_INCOMING_FLAG_IS_RAW_IPV6_FRAMING 0x4
#ifndef FWP_CONDITION_FLAG_IS_LOOPBACK
#define FWP_CONDITION_FLAG_IS_LOOPBACK 0x00000001
#define FWP_CONDITION_FLAG_IS_IPSEC_SECURED 0x00000002
#define FWP_CONDITION_FLAG_IS_REAUTHORIZE 0x00000004
#define FWP_CONDITION_FLAG_IS_WILDCARD_BIND 0x00000008
#define FWP_CONDITION_FLAG_IS_RAW_ENDPOINT 0x00000010
#define FWP_CONDITION_FLAG_IS_FRAGMENT 0x00000020
#define FWP_CONDITION_FLAG_IS_FRAGMENT_GROUP 0x00000040
#define FWP_CONDITION_FLAG_IS_IPSEC_NATT_RECLASSIFY 0x00000080
#define FWP_CONDITION_FLAG_REQUIRES_ALE_CLASSIFY 0x00000100
#define FWP_CONDITION_FLAG_IS_IMPLICIT_BIND 0x00000200
#define FWP_CONDITION_FLAG_IS_REASSEMBLED 0x00000400
#define FWP_CONDITION_FLAG_IS_NAME_APP_SPECIFIED 0x00004000
#define FWP_CONDITION_FLAG_IS_PROMISCUOUS 0x00008000
#define FWP_CONDITION_FLAG_IS_AUTH_FW 0x00010000
#define FWP_CONDITION_FLAG_IS_RECLASSIFY 0x00020000
#define FWP_CONDITION_FLAG_IS_OUTBOUND_PASS_THRU 0x00040000
#define FWP_CONDITION_FLAG_IS_INBOUND_PASS_THRU 0x00080000
#define FWP_CONDITION_FLAG_IS_CONNECTION_REDIRECTED 0x00100000
#define FWP_CONDITION_FLAG_IS_PROXY_CONNECTION 0x00200000
#endif
_IRQL_requires_max_(DISPATCH_LEVEL) typedef void FWPS_INJECT_COMPLETE0_T(_In_ void *context, _Inout_ NET_BUFFER_LIST *netBufferList, _In_ BOOLEAN dispatchLevel);
typedef FWPS_INJECT_COMPLETE0_T *FWPS_INJECT_COMPLETE0, *FWPS_INJECT_COMPLETE;
typedef void FWPS_NET_BUFFER_LIST_NOTIFY_FN1_T(NET_BUFFER_LIST *netBufferList, int eventType, void *eventData, ULONG eventDataLength, void *context, ULONG contextTag);
#define RC_FWPS _IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpsCalloutRegister0(_Inout_ void *deviceObject, _In_ const FWPS_CALLOUT0 *callout, _Out_opt_ UINT32 *calloutId);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpsCalloutRegister1(_Inout_ void *deviceObject, _In_ const FWPS_CALLOUT1 *callout, _Out_opt_ UINT32 *calloutId);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpsCalloutUnregisterById0(_In_ const UINT32 calloutId);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpsCalloutUnregisterByKey0(_In_ const GUID *calloutKey);
RC_FWPS FwpsFlowAssociateContext0(_In_ UINT64 flowId, _In_ UINT16 layerId, _In_ UINT32 calloutId, _In_ UINT64 flowContext);
RC_FWPS FwpsFlowRemoveContext0(_In_ UINT64 flowId, _In_ UINT16 layerId, _In_ UINT32 calloutId);
RC_FWPS FwpsFlowAbort0(_In_ UINT64 flowId);
RC_FWPS FwpsPendOperation0(_In_ HANDLE completionHandle, _Outptr_ HANDLE *completionContext);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsCompleteOperation0(_In_ HANDLE completionContext, _In_opt_ NET_BUFFER_LIST *netBufferList);
RC_FWPS FwpsAcquireClassifyHandle0(_In_ void *classifyContext, _In_ UINT32 flags, _Out_ UINT64 *classifyHandle);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsReleaseClassifyHandle0(_In_ UINT64 classifyHandle);
RC_FWPS FwpsPendClassify0(_In_ UINT64 classifyHandle, _In_ UINT64 filterId, _In_ UINT32 flags, _Inout_opt_ FWPS_CLASSIFY_OUT0 *classifyOut);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsCompleteClassify0(_In_ UINT64 classifyHandle, _In_ UINT32 flags, _In_opt_ const FWPS_CLASSIFY_OUT0 *classifyOut);
RC_FWPS FwpsAcquireWritableLayerDataPointer0(_In_ UINT64 classifyHandle, _In_ UINT64 filterId, _In_ UINT32 flags, _Out_ PVOID *writableLayerData, _Inout_opt_ FWPS_CLASSIFY_OUT0 *classifyOut);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsApplyModifiedLayerData0(_In_ UINT64 classifyHandle, _In_ PVOID modifiedLayerData, _In_ UINT32 flags);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpsInjectionHandleCreate0(_In_opt_ ADDRESS_FAMILY addressFamily, _In_ UINT32 flags, _Out_ HANDLE *injectionHandle);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpsInjectionHandleDestroy0(_In_ HANDLE injectionHandle);
RC_FWPS FwpsAllocateNetBufferAndNetBufferList0(_In_ NDIS_HANDLE poolHandle, _In_ USHORT contextSize, _In_ USHORT contextBackFill, _In_opt_ MDL *mdlChain, _In_ ULONG dataOffset, _In_ SIZE_T dataLength, _Outptr_ NET_BUFFER_LIST **netBufferList);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsFreeNetBufferList0(_In_ NET_BUFFER_LIST *netBufferList);
RC_FWPS FwpsAllocateCloneNetBufferList0(_Inout_ NET_BUFFER_LIST *originalNetBufferList, _In_opt_ NDIS_HANDLE netBufferListPoolHandle, _In_opt_ NDIS_HANDLE netBufferPoolHandle, _In_ ULONG allocateCloneFlags, _Outptr_ NET_BUFFER_LIST **netBufferList);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsFreeCloneNetBufferList0(_In_ NET_BUFFER_LIST *netBufferList, _In_ ULONG freeCloneFlags);
RC_FWPS FwpsReassembleForwardFragmentGroup0(_In_ ADDRESS_FAMILY addressFamily, _Inout_ NET_BUFFER_LIST *fragmentGroupNblChain, _In_opt_ NDIS_HANDLE netBufferAndNetBufferListPoolHandle, _In_ ULONG dataBackFill, _In_ ULONG flags, _Outptr_ NET_BUFFER_LIST **reassembledNbl);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsReferenceNetBufferList0(_Inout_ NET_BUFFER_LIST *netBufferList, _In_ BOOLEAN intendToModify);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsDereferenceNetBufferList0(_Inout_ NET_BUFFER_LIST *netBufferList, _In_ BOOLEAN dispatchLevel);
RC_FWPS FwpsInjectNetworkSendAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT32 flags, _In_ COMPARTMENT_ID compartmentId, _Inout_ NET_BUFFER_LIST *netBufferList, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsInjectNetworkReceiveAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT32 flags, _In_ COMPARTMENT_ID compartmentId, _In_ UINT32 interfaceIndex, _In_ UINT32 subInterfaceIndex, _Inout_ NET_BUFFER_LIST *netBufferList, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsInjectForwardAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT32 flags, _In_ ADDRESS_FAMILY addressFamily, _In_ COMPARTMENT_ID compartmentId, _In_ UINT32 interfaceIndex, _Inout_ NET_BUFFER_LIST *netBufferList, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsInjectTransportSendAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT64 endpointHandle, _In_ UINT32 flags, _In_opt_ FWPS_TRANSPORT_SEND_PARAMS0 *sendArgs, _In_ ADDRESS_FAMILY addressFamily, _In_ COMPARTMENT_ID compartmentId, _Inout_ NET_BUFFER_LIST *netBufferList, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsInjectTransportReceiveAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_opt_ PVOID reserved, _In_ UINT32 flags, _In_ ADDRESS_FAMILY addressFamily, _In_ COMPARTMENT_ID compartmentId, _In_ UINT32 interfaceIndex, _In_ UINT32 subInterfaceIndex, _Inout_ NET_BUFFER_LIST *netBufferList, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsInjectMacSendAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT32 flags, _In_ UINT16 layerId, _In_ UINT32 interfaceIndex, _In_ UINT32 NdisPortNumber, _Inout_ NET_BUFFER_LIST *netBufferLists, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsInjectMacReceiveAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT32 flags, _In_ UINT16 layerId, _In_ UINT32 interfaceIndex, _In_ UINT32 NdisPortNumber, _Inout_ NET_BUFFER_LIST *netBufferLists, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsInjectvSwitchEthernetIngressAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT32 flags, _In_opt_ void *reserved, _In_ const FWP_BYTE_BLOB *vSwitchId, _In_ UINT32 vSwitchSourcePortId, _In_ UINT32 vSwitchSourceNicIndex, _Inout_ NET_BUFFER_LIST *netBufferLists, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsStreamInjectAsync0(_In_ HANDLE injectionHandle, _In_opt_ HANDLE injectionContext, _In_ UINT32 flags, _In_ UINT64 flowId, _In_ UINT32 calloutId, _In_ UINT16 layerId, _In_ UINT32 streamFlags, _Inout_ NET_BUFFER_LIST *netBufferList, _In_ SIZE_T dataLength, _In_ FWPS_INJECT_COMPLETE0 completionFn, _In_opt_ HANDLE completionContext);
RC_FWPS FwpsStreamContinue0(_In_ UINT64 flowId, _In_ UINT32 calloutId, _In_ UINT16 layerId, _In_ UINT32 streamFlags);
RC_FWPS FwpsCloneStreamData0(_Inout_ FWPS_STREAM_DATA0 *calloutStreamData, _In_opt_ NDIS_HANDLE netBufferListPoolHandle, _In_opt_ NDIS_HANDLE netBufferPoolHandle, _In_ ULONG allocateCloneFlags, _Outptr_ NET_BUFFER_LIST **netBufferListChain);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsDiscardClonedStreamData0(_Inout_ NET_BUFFER_LIST *netBufferListChain, _In_ ULONG allocateCloneFlags, _In_ BOOLEAN dispatchLevel);
_IRQL_requires_max_(DISPATCH_LEVEL) void FwpsCopyStreamDataToBuffer0(_In_ const FWPS_STREAM_DATA0 *calloutStreamData, _Out_ PVOID buffer, _In_ SIZE_T bytesToCopy, _Out_ SIZE_T *bytesCopied);
_IRQL_requires_max_(DISPATCH_LEVEL) FWPS_PACKET_INJECTION_STATE FwpsQueryPacketInjectionState0(_In_ HANDLE injectionHandle, _In_ const NET_BUFFER_LIST *netBufferList, _Out_opt_ HANDLE *injectionContext);
RC_FWPS FwpsConstructIpHeaderForTransportPacket0(_Inout_ NET_BUFFER_LIST *netBufferList, _In_ ULONG headerIncludeHeaderLength, _In_ ADDRESS_FAMILY addressFamily, _In_ const UCHAR *sourceAddress, _In_ const UCHAR *remoteAddress, _In_ IPPROTO nextProtocol, _In_opt_ UINT64 endpointHandle, _In_opt_ const WSACMSGHDR *controlData, _In_ ULONG controlDataLength, _In_ UINT32 flags, _Reserved_ PVOID reserved, _In_opt_ ULONG interfaceIndex, _In_opt_ ULONG subInterfaceIndex);
RC_FWPS FwpsGetPacketListSecurityInformation0(_In_ NET_BUFFER_LIST *packetList, _In_ UINT32 queryFlags, _Inout_ FWPS_PACKET_LIST_INFORMATION0 *packetInformation);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FwpsRedirectHandleCreate0(_In_ const GUID *providerGuid, _In_ UINT32 flags, _Out_ HANDLE *redirectHandle);
_IRQL_requires_max_(PASSIVE_LEVEL) void FwpsRedirectHandleDestroy0(_In_ HANDLE redirectHandle);
RC_FWPS FwpsQueryConnectionRedirectState0(_In_ HANDLE redirectRecords, _In_ HANDLE redirectHandle, _Out_opt_ void **redirectContext);
RC_FWPS FwpsReferencevSwitchPacketContext0(HANDLE packetContext);
void FwpsDereferencevSwitchPacketContext0(HANDLE packetContext);
RC_END
#define FwpsAcquireClassifyHandle FwpsAcquireClassifyHandle0
#define FwpsAcquireWritableLayerDataPointer FwpsAcquireWritableLayerDataPointer0
#define FwpsAllocateCloneNetBufferList FwpsAllocateCloneNetBufferList0
#define FwpsAllocateNetBufferAndNetBufferList FwpsAllocateNetBufferAndNetBufferList0
#define FwpsApplyModifiedLayerData FwpsApplyModifiedLayerData0
#define FwpsCalloutRegister FwpsCalloutRegister1
#define FwpsCalloutUnregisterById FwpsCalloutUnregisterById0
#define FwpsCalloutUnregisterByKey FwpsCalloutUnregisterByKey0
#define FwpsCloneStreamData FwpsCloneStreamData0
#define FwpsCompleteClassify FwpsCompleteClassify0
#define FwpsCompleteOperation FwpsCompleteOperation0
#define FwpsConstructIpHeaderForTransportPacket FwpsConstructIpHeaderForTransportPacket0
#define FwpsCopyStreamDataToBuffer FwpsCopyStreamDataToBuffer0
#define FwpsDereferenceNetBufferList FwpsDereferenceNetBufferList0
#define FwpsDereferencevSwitchPacketContext FwpsDereferencevSwitchPacketContext0
#define FwpsDiscardClonedStreamData FwpsDiscardClonedStreamData0
#define FwpsFlowAbort FwpsFlowAbort0
#define FwpsFlowAssociateContext FwpsFlowAssociateContext0
#define FwpsFlowRemoveContext FwpsFlowRemoveContext0
#define FwpsFreeCloneNetBufferList FwpsFreeCloneNetBufferList0
#define FwpsFreeNetBufferList FwpsFreeNetBufferList0
#define FwpsGetPacketListSecurityInformation FwpsGetPacketListSecurityInformation0
#define FwpsInjectForwardAsync FwpsInjectForwardAsync0
#define FwpsInjectMacReceiveAsync FwpsInjectMacReceiveAsync0
#define FwpsInjectMacSendAsync FwpsInjectMacSendAsync0
#define FwpsInjectNetworkReceiveAsync FwpsInjectNetworkReceiveAsync0
#define FwpsInjectNetworkSendAsync FwpsInjectNetworkSendAsync0
#define FwpsInjectTransportReceiveAsync FwpsInjectTransportReceiveAsync0
#define FwpsInjectTransportSendAsync FwpsInjectTransportSendAsync0
#define FwpsInjectionHandleCreate FwpsInjectionHandleCreate0
#define FwpsInjectionHandleDestroy FwpsInjectionHandleDestroy0
#define FwpsInjectvSwitchEthernetIngressAsync FwpsInjectvSwitchEthernetIngressAsync0
#define FwpsPendClassify FwpsPendClassify0
#define FwpsPendOperation FwpsPendOperation0
#define FwpsQueryConnectionRedirectState FwpsQueryConnectionRedirectState0
#define FwpsQueryPacketInjectionState FwpsQueryPacketInjectionState0
#define FwpsReassembleForwardFragmentGroup FwpsReassembleForwardFragmentGroup0
#define FwpsRedirectHandleCreate FwpsRedirectHandleCreate0
#define FwpsRedirectHandleDestroy FwpsRedirectHandleDestroy0
#define FwpsReferenceNetBufferList FwpsReferenceNetBufferList0
#define FwpsReferencevSwitchPacketContext FwpsReferencevSwitchPacketContext0
#define FwpsReleaseClassifyHandle FwpsReleaseClassifyHandle0
#define FwpsStreamContinue FwpsStreamContinue0
#define FwpsStreamInjectAsync FwpsStreamInjectAsync0
#define FWPS_INCOMING_VALUE FWPS_INCOMING_VALUE0
#define FWPS_INCOMING_VALUES FWPS_INCOMING_VALUES0
#define FWPS_INCOMING_METADATA_VALUES FWPS_INCOMING_METADATA_VALUES0
#define FWPS_CLASSIFY_OUT FWPS_CLASSIFY_OUT0
#define FWPS_FILTER_CONDITION FWPS_FILTER_CONDITION0
#define FWPS_STREAM_DATA FWPS_STREAM_DATA0
#define FWPS_STREAM_DATA_OFFSET FWPS_STREAM_DATA_OFFSET0
#define FWPS_STREAM_CALLOUT_IO_PACKET FWPS_STREAM_CALLOUT_IO_PACKET0
#define FWPS_TRANSPORT_SEND_PARAMS FWPS_TRANSPORT_SEND_PARAMS0
#define FWPS_CONNECT_REQUEST FWPS_CONNECT_REQUEST0
#define FWPS_BIND_REQUEST FWPS_BIND_REQUEST0
#define FWPS_PACKET_LIST_INFORMATION FWPS_PACKET_LIST_INFORMATION0
#define FWPS_DISCARD_METADATA FWPS_DISCARD_METADATA0
#define FWPS_FILTER FWPS_FILTER1
#define FWPS_CALLOUT FWPS_CALLOUT1
#define FwpsInjectTransportSendAsync1 FwpsInjectTransportSendAsync0
#define FwpsCalloutRegister2 FwpsCalloutRegister1
#define FwpsCalloutRegister3 FwpsCalloutRegister1
#endif
