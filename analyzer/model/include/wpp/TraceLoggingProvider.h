/* Self-describing events: every field's value is still evaluated and ends in __rc_etw_write. */
#ifndef RC_TRACELOGGINGPROVIDER_H
#define RC_TRACELOGGINGPROVIDER_H
#ifdef _KERNEL_MODE
#include <ntddk.h>
#else
#include <windows.h>
#endif
#include <rc_etw.h>
RC_BEGIN
typedef struct _tlgProvider_t const *TraceLoggingHProvider;
RC_END
#define TRACELOGGING_DECLARE_PROVIDER(p) RC_TLG_EXTERN const TraceLoggingHProvider p
#ifdef __cplusplus
#define RC_TLG_EXTERN extern "C"
#define TRACELOGGING_DEFINE_PROVIDER(p, n, ...) extern "C" { extern const TraceLoggingHProvider p; } const TraceLoggingHProvider p = 0
#else
#define RC_TLG_EXTERN extern
#define TRACELOGGING_DEFINE_PROVIDER(p, n, ...) const TraceLoggingHProvider p = 0
#endif
#define TRACELOGGING_DEFINE_PROVIDER_STORAGE(...)
#define TraceLoggingOptionGroup(...)
#define TraceLoggingRegister(p) ((NTSTATUS)__rc_etw_register())
#define TraceLoggingRegisterEx(p, f, c) ((NTSTATUS)__rc_etw_register())
#define TraceLoggingUnregister(p) ((void)__rc_etw_register())
#define TraceLoggingProviderEnabled(p, l, k) (1)
#define TraceLoggingWrite(p, n, ...) ((void)__rc_etw_write(0, ##__VA_ARGS__))
#define TraceLoggingWriteActivity(p, n, a, r, ...) ((void)__rc_etw_write((a), (r), ##__VA_ARGS__))
#define TraceLoggingLevel(v) (v)
#define TraceLoggingKeyword(v) (v)
#define TraceLoggingOpcode(v) (v)
#define TraceLoggingDescription(v) 0
#define TraceLoggingEventTag(v) 0
#define TraceLoggingStruct(n, ...) 0
#define TraceLoggingValue(v, ...) (v)
#define TraceLoggingInt8(v, ...) (v)
#define TraceLoggingUInt8(v, ...) (v)
#define TraceLoggingHexInt8(v, ...) (v)
#define TraceLoggingHexUInt8(v, ...) (v)
#define TraceLoggingInt16(v, ...) (v)
#define TraceLoggingUInt16(v, ...) (v)
#define TraceLoggingHexUInt16(v, ...) (v)
#define TraceLoggingInt32(v, ...) (v)
#define TraceLoggingUInt32(v, ...) (v)
#define TraceLoggingHexInt32(v, ...) (v)
#define TraceLoggingHexUInt32(v, ...) (v)
#define TraceLoggingInt64(v, ...) (v)
#define TraceLoggingUInt64(v, ...) (v)
#define TraceLoggingHexInt64(v, ...) (v)
#define TraceLoggingHexUInt64(v, ...) (v)
#define TraceLoggingLong(v, ...) (v)
#define TraceLoggingULong(v, ...) (v)
#define TraceLoggingHexULong(v, ...) (v)
#define TraceLoggingFloat32(v, ...) (v)
#define TraceLoggingFloat64(v, ...) (v)
#define TraceLoggingBoolean(v, ...) (v)
#define TraceLoggingBool(v, ...) (v)
#define TraceLoggingChar(v, ...) (v)
#define TraceLoggingWChar(v, ...) (v)
#define TraceLoggingPointer(v, ...) (v)
#define TraceLoggingCodePointer(v, ...) (v)
#define TraceLoggingPid(v, ...) (v)
#define TraceLoggingTid(v, ...) (v)
#define TraceLoggingHResult(v, ...) (v)
#define TraceLoggingNTStatus(v, ...) (v)
#define TraceLoggingNtStatus(v, ...) (v)
#define TraceLoggingWinError(v, ...) (v)
#define TraceLoggingString(v, ...) (v)
#define TraceLoggingWideString(v, ...) (v)
#define TraceLoggingCountedString(v, c, ...) (v), (c)
#define TraceLoggingCountedWideString(v, c, ...) (v), (c)
#define TraceLoggingUnicodeString(v, ...) (v)
#define TraceLoggingAnsiString(v, ...) (v)
#define TraceLoggingGuid(v, ...) (&(v))
#define TraceLoggingFileTime(v, ...) (&(v))
#define TraceLoggingSystemTime(v, ...) (&(v))
#define TraceLoggingSid(v, ...) (v)
#define TraceLoggingBinary(v, c, ...) (v), (c)
#define TraceLoggingIPv4Address(v, ...) (v)
#define TraceLoggingIPv6Address(v, ...) (v)
#define TraceLoggingUInt8Array(v, c, ...) (v), (c)
#define TraceLoggingUInt16Array(v, c, ...) (v), (c)
#define TraceLoggingUInt32Array(v, c, ...) (v), (c)
#define TraceLoggingUInt64Array(v, c, ...) (v), (c)
#endif
