/* Power device classes: of the host's two headers of this name the user-mode one holds more. */
#ifndef RC_POCLASS_H
#define RC_POCLASS_H
#include <ntddk.h>
#include <rc_plain_in.h>
#include <../poclass.h>
#include <rc_marked_in.h>
RC_BEGIN
/* Power limits: a device's interface, and the requests of a policy driver. */
typedef enum _POWER_LIMIT_TYPES { PowerLimitContinuous, PowerLimitBurst, PowerLimitRapid, PowerLimitPreemptive, PowerLimitPreemptiveOffset, PowerLimitTypeMax } POWER_LIMIT_TYPES, *PPOWER_LIMIT_TYPES;
typedef struct _POWER_LIMIT_ATTRIBUTES { POWER_LIMIT_TYPES Type; ULONG DomainId; ULONG MaxValue; ULONG MinValue; ULONG MinTimeParameter; ULONG MaxTimeParameter; ULONG DefaultACValue; ULONG DefaultDCValue; union { struct { ULONG SupportTimeParameter : 1; ULONG Reserved : 31; }; ULONG AsUlong; } Flags; } POWER_LIMIT_ATTRIBUTES, *PPOWER_LIMIT_ATTRIBUTES;
typedef struct _POWER_LIMIT_VALUE { POWER_LIMIT_TYPES Type; ULONG DomainId; ULONG TargetValue; ULONG TimeParameter; } POWER_LIMIT_VALUE, *PPOWER_LIMIT_VALUE;
#define POWER_LIMIT_VALUE_NO_CONTROL 0xFFFFFFFF
typedef _Function_class_(POWER_LIMIT_QUERY_ATTRIBUTES) NTSTATUS POWER_LIMIT_QUERY_ATTRIBUTES(_Inout_opt_ PVOID Context, _In_ ULONG BufferCount, _Out_opt_ PVOID Buffer, _Out_ PULONG AttributeCount);
typedef POWER_LIMIT_QUERY_ATTRIBUTES *PPOWER_LIMIT_QUERY_ATTRIBUTES;
typedef _Function_class_(POWER_LIMIT_QUERY) NTSTATUS POWER_LIMIT_QUERY(_Inout_opt_ PVOID Context, _In_ ULONG ValueCount, _Inout_ PVOID Values);
typedef _Function_class_(POWER_LIMIT_SET) NTSTATUS POWER_LIMIT_SET(_Inout_opt_ PVOID Context, _In_ ULONG ValueCount, _Inout_ PVOID Values);
typedef struct _POWER_LIMIT_INTERFACE { USHORT Size; USHORT Version; PVOID Context; PINTERFACE_REFERENCE InterfaceReference; PINTERFACE_DEREFERENCE InterfaceDereference; ULONG DomainCount; PPOWER_LIMIT_QUERY_ATTRIBUTES QueryAttributes; POWER_LIMIT_SET *SetPowerLimit; POWER_LIMIT_QUERY *QueryPowerLimit; } POWER_LIMIT_INTERFACE, *PPOWER_LIMIT_INTERFACE;
DEFINE_GUID(GUID_POWER_LIMIT_INTERFACE, 0x5e1b4bb1, 0x3d5c, 0x4a6c, 0x9e, 0x2b, 0x58, 0x0c, 0x1c, 0x6a, 0x5b, 0x29);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS PoCreatePowerLimitRequest(_Outptr_ PVOID *PowerLimitRequest, _In_ PDEVICE_OBJECT TargetDeviceObject, _In_ PDEVICE_OBJECT PolicyDeviceObject, _In_ PVOID Context);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID PoDeletePowerLimitRequest(_Inout_ PVOID PowerLimitRequest);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS PoQueryPowerLimitAttributes(_Inout_ PVOID PowerLimitRequest, _In_ ULONG BufferCount, _Out_opt_ PPOWER_LIMIT_ATTRIBUTES Buffer, _Out_ PULONG AttributeCount);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS PoQueryPowerLimitValue(_Inout_ PVOID PowerLimitRequest, _In_ ULONG ValueCount, _Inout_ PPOWER_LIMIT_VALUE Values);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS PoSetPowerLimitValue(_Inout_ PVOID PowerLimitRequest, _In_ ULONG ValueCount, _Inout_ PPOWER_LIMIT_VALUE Values);
RC_END
#if __has_include(<rc_doc_poclass.h>)
#include <rc_doc_poclass.h>
#endif
#endif
