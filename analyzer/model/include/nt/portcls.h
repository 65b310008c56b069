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
typedef struct IMiniportWaveRTStreamNotification *PMINIPORTWAVERTSTREAMNOTIFICATION;
#ifndef IMP_IMiniportWaveRTStreamNotification
#define IMP_IMiniportWaveRTStreamNotification \
    virtual NTSTATUS __stdcall AllocateBufferWithNotification(_In_ ULONG NotificationCount, _In_ ULONG RequestedSize, _Out_ PMDL *AudioBufferMdl, \
        _Out_ ULONG *ActualSize, _Out_ ULONG *OffsetFromFirstPage, _Out_ MEMORY_CACHING_TYPE *CacheType); \
    virtual VOID __stdcall FreeBufferWithNotification(_In_ PMDL AudioBufferMdl, _In_ ULONG BufferSize); \
    virtual NTSTATUS __stdcall RegisterNotificationEvent(_In_ PKEVENT NotificationEvent); \
    virtual NTSTATUS __stdcall UnregisterNotificationEvent(_In_ PKEVENT NotificationEvent)
#endif
struct IMiniportAudioSignalProcessing : public IUnknown {
    virtual NTSTATUS __stdcall GetModes(_In_ ULONG Pin, _Out_writes_opt_(*NumSignalProcessingModes) GUID *SignalProcessingModes, _Inout_ ULONG *NumSignalProcessingModes) = 0;
};
typedef IMiniportAudioSignalProcessing *PMINIPORTAudioSignalProcessing;
#define IMP_IMiniportAudioSignalProcessing \
    virtual NTSTATUS __stdcall GetModes(_In_ ULONG Pin, _Out_writes_opt_(*NumSignalProcessingModes) GUID *SignalProcessingModes, _Inout_ ULONG *NumSignalProcessingModes)
RC_EXTERN_C const GUID IID_IMiniportAudioSignalProcessing;
#endif
/* An automation table's three lists: properties, methods, events. */
#define RC_PC_LIST(t) sizeof((t)[0]), sizeof(t) / sizeof((t)[0])
#ifndef DEFINE_PCAUTOMATION_TABLE_EVENT
#define DEFINE_PCAUTOMATION_TABLE_EVENT(AutomationTable, EventTable) \
    const PCAUTOMATION_TABLE AutomationTable = { 0, 0, NULL, 0, 0, NULL, RC_PC_LIST(EventTable), (const PCEVENT_ITEM *)(EventTable), 0 }
#define DEFINE_PCAUTOMATION_TABLE_PROP_EVENT(AutomationTable, PropertyTable, EventTable) \
    const PCAUTOMATION_TABLE AutomationTable = { RC_PC_LIST(PropertyTable), (const PCPROPERTY_ITEM *)(PropertyTable), 0, 0, NULL, \
        RC_PC_LIST(EventTable), (const PCEVENT_ITEM *)(EventTable), 0 }
#endif
#if __has_include(<rc_doc_portcls.h>)
#include <rc_doc_portcls.h>
#endif
#endif
