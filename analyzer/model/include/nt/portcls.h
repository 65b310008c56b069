/* Host header; wave-RT structures first. */
#ifndef RC_PORTCLS_H
#define RC_PORTCLS_H
#include <ntddk.h>
#include <windef.h>
#include <ksmedia.h>
#include <rc_plain_in.h>
#include_next <portcls.h>
#include <rc_marked_in.h>
RC_BEGIN
typedef enum { eMINIPORT_IHV_DEFINED = 0, eMINIPORT_BUFFER_COMPLETE, eMINIPORT_PIN_STATE, eMINIPORT_GET_STREAM_POS, eMINIPORT_SET_WAVERT_BUFFER_WRITE_POS, eMINIPORT_GET_PRESENTATION_POS, eMINIPORT_PROGRAM_DMA,
    eMINIPORT_GET_PRESENTATION_POSITION = eMINIPORT_GET_PRESENTATION_POS, eMINIPORT_SET_WAVERT_BUFFER_WRITE_POSITION = eMINIPORT_SET_WAVERT_BUFFER_WRITE_POS, eMINIPORT_GLITCH_REPORT = eMINIPORT_PROGRAM_DMA + 1, eMINIPORT_LAST_BUFFER_RENDERED, eMINIPORT_PROCESSING_MODE, eMINIPORT_FX_CLSID } EPcMiniportEngineEvent;
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS PcGetPhysicalDeviceObject(_In_ PDEVICE_OBJECT DeviceObject, _Out_ PDEVICE_OBJECT *PhysicalDeviceObject);
RC_END
#ifdef __cplusplus
struct IPortClsEtwHelper : public IUnknown {
    virtual NTSTATUS MiniportWriteEtwEvent(_In_ EPcMiniportEngineEvent miniportEventType, _In_ ULONGLONG ullData1, _In_ ULONGLONG ullData2, _In_ ULONGLONG ullData3, _In_ ULONGLONG ullData4) = 0;
};
typedef IPortClsEtwHelper *PPORTCLSETWHELPER;
#ifndef IMP_IMiniport
#define IMP_IMiniport \
    virtual NTSTATUS __stdcall GetDescription(_Out_ PPCFILTER_DESCRIPTOR *Description); \
    virtual NTSTATUS __stdcall DataRangeIntersection(_In_ ULONG PinId, _In_ PKSDATARANGE DataRange, _In_ PKSDATARANGE MatchingDataRange, _In_ ULONG OutputBufferLength, \
        _Out_ PVOID ResultantFormat, _Out_ PULONG ResultantFormatLength)
#endif
#ifndef IMP_IMiniportTopology
#define IMP_IMiniportTopology \
    virtual NTSTATUS __stdcall GetDescription(_Out_ PPCFILTER_DESCRIPTOR *Description); \
    virtual NTSTATUS __stdcall DataRangeIntersection(_In_ ULONG PinId, _In_ PKSDATARANGE DataRange, _In_ PKSDATARANGE MatchingDataRange, _In_ ULONG OutputBufferLength, \
        _Out_ PVOID ResultantFormat, _Out_ PULONG ResultantFormatLength); \
    virtual NTSTATUS __stdcall Init(_In_ PUNKNOWN UnknownAdapter, _In_ PRESOURCELIST ResourceList, _In_ PPORTTOPOLOGY Port)
#endif
RC_EXTERN_C const GUID IID_IPortClsEtwHelper;
#endif
#if __has_include(<rc_doc_portcls.h>)
#include <rc_doc_portcls.h>
#endif
#endif
