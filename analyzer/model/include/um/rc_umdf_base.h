/* NT names that framework drivers use in user mode. */
#ifndef RC_UMDF_BASE_H
#define RC_UMDF_BASE_H
#include <sal.h>
#include <windows.h>
#include <winternl.h>
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
#define PASSIVE_LEVEL 0
#define APC_LEVEL 1
#define DISPATCH_LEVEL 2
#endif
