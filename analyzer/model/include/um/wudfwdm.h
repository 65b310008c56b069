/* What the kit's wudfwdm.h gives to framework drivers in user mode, by use. */
#ifndef RC_WUDFWDM_H
#define RC_WUDFWDM_H
#include <rc_umdf_base.h>
#include <ntstatus.h>
#include <dpfilter.h>
RC_BEGIN
typedef _Function_class_(DRIVER_INITIALIZE) NTSTATUS DRIVER_INITIALIZE(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath);
typedef DRIVER_INITIALIZE *PDRIVER_INITIALIZE;
ULONG __cdecl DbgPrint(_In_ PCSTR Format, ...);
ULONG __cdecl DbgPrintEx(_In_ ULONG ComponentId, _In_ ULONG Level, _In_ PCSTR Format, ...);
VOID RtlAssert(_In_ PVOID VoidFailedAssertion, _In_ PVOID VoidFileName, _In_ ULONG LineNumber, _In_opt_ PSTR MutableMessage);
RC_END
#ifndef KdPrint
#define KdPrint(_x_) DbgPrint _x_
#define KdPrintEx(_x_) DbgPrintEx _x_
#endif
#define PLUGPLAY_REGKEY_DEVICE 1
#define PLUGPLAY_REGKEY_DRIVER 2
#define PLUGPLAY_REGKEY_CURRENT_HWPROFILE 4
#ifndef DECLARE_UNICODE_STRING_SIZE
#define DECLARE_UNICODE_STRING_SIZE(v, n) WCHAR v##_buffer[n]; UNICODE_STRING v = { 0, (n) * sizeof(WCHAR), v##_buffer }
#endif
#ifndef ReadNoFence
#define ReadNoFence(p) (*(LONG const volatile *)(p))
#define WriteNoFence(p, v) ((void)(*(LONG volatile *)(p) = (v)))
#endif
RC_BEGIN
static __inline BOOLEAN ReadBooleanNoFence(_In_ BOOLEAN const volatile *Source) { return *Source; }
static __inline BOOLEAN ReadBooleanAcquire(_In_ BOOLEAN const volatile *Source) { return *Source; }
static __inline BOOLEAN ReadBooleanRaw(_In_ BOOLEAN const volatile *Source) { return *Source; }
static __inline VOID WriteBooleanNoFence(_Out_ BOOLEAN volatile *Destination, _In_ BOOLEAN Value) { *Destination = Value; }
static __inline VOID WriteBooleanRelease(_Out_ BOOLEAN volatile *Destination, _In_ BOOLEAN Value) { *Destination = Value; }
RC_END
#endif
