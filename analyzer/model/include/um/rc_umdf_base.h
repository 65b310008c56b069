/* NT names that framework drivers use in user mode. */
#ifndef RC_UMDF_BASE_H
#define RC_UMDF_BASE_H
#include <sal.h>
#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <rc_markers.h>
#include <rc_umdf_types.h>
#undef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(P) ((void)(P))
#ifndef NT_SUCCESS
#define NT_SUCCESS(Status) (((NTSTATUS)(Status)) >= 0)
#endif
#ifndef RTL_NUMBER_OF
#define RTL_NUMBER_OF(A) (sizeof(A) / sizeof((A)[0]))
#endif
#undef PAGED_CODE
#define PAGED_CODE() ((void)0)
#undef NT_ASSERT
#define NT_ASSERT(exp) __rc_assert(!!(exp))
#define NT_ASSERTMSG(msg, exp) __rc_assert(!!(exp))
#define NT_VERIFY(exp) __rc_verify(!!(exp))
#define NT_VERIFYMSG(msg, exp) __rc_verify(!!(exp))
#define NT_FRE_ASSERT(exp) __rc_verify(!!(exp))
#define NT_FRE_ASSERTMSG(msg, exp) __rc_verify(!!(exp))
#ifndef PAGE_SIZE
#define PAGE_SIZE 0x1000
#endif
#ifndef NTSTATUS_FROM_WIN32
#define NTSTATUS_FROM_WIN32(x) ((NTSTATUS)(x) <= 0 ? (NTSTATUS)(x) : (NTSTATUS)(((x) & 0x0000FFFF) | 0xC0070000))
#endif
#define PASSIVE_LEVEL 0
#define APC_LEVEL 1
#define DISPATCH_LEVEL 2
#endif
