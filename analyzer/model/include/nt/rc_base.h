/* Language-level names of the Windows kernel build that the host headers lack
 * or spell as empty macros. */
#ifndef RC_BASE_H
#define RC_BASE_H
#include <sal.h>

#undef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(P) ((void)(P))
#undef DBG_UNREFERENCED_PARAMETER
#define DBG_UNREFERENCED_PARAMETER(P) ((void)(P))
#undef DBG_UNREFERENCED_LOCAL_VARIABLE
#define DBG_UNREFERENCED_LOCAL_VARIABLE(V) ((void)(V))
#undef C_ASSERT
#ifdef __cplusplus
#define C_ASSERT(e) static_assert(e, #e)
#else
#define C_ASSERT(e) _Static_assert(e, #e)
#endif
#include <rc_plain_in.h>
#include <rc_marked_in.h>

#ifndef FORCEINLINE
#define FORCEINLINE static __inline
#endif
#ifndef CFORCEINLINE
#define CFORCEINLINE FORCEINLINE
#endif
#ifndef DECLSPEC_NOINLINE
#define DECLSPEC_NOINLINE __declspec(noinline)
#endif
#ifndef DECLSPEC_SELECTANY
#define DECLSPEC_SELECTANY __declspec(selectany)
#endif
#ifndef DECLSPEC_RESTRICT
#define DECLSPEC_RESTRICT
#endif
#ifndef DECLSPEC_GUARDNOCF
#define DECLSPEC_GUARDNOCF
#endif
#ifndef DECLSPEC_NOVTABLE
#define DECLSPEC_NOVTABLE
#endif
#ifndef DECLSPEC_UUID
#define DECLSPEC_UUID(x) __declspec(uuid(x))
#endif
#ifndef DECLSPEC_CACHEALIGN
#define DECLSPEC_CACHEALIGN DECLSPEC_ALIGN(64)
#endif
#ifndef SYSTEM_CACHE_ALIGNMENT_SIZE
#define SYSTEM_CACHE_ALIGNMENT_SIZE 64
#endif
#ifndef __volatile_accessor
#define __volatile_accessor
#endif
#ifndef UNALIGNED
#define UNALIGNED
#endif
#ifndef ARGUMENT_PRESENT
#define ARGUMENT_PRESENT(ArgumentPointer) ((ArgumentPointer) != NULL)
#endif
#ifndef RTL_NUMBER_OF
#define RTL_NUMBER_OF(A) (sizeof(A) / sizeof((A)[0]))
#endif
#ifndef ARRAYSIZE
#define ARRAYSIZE(A) RTL_NUMBER_OF(A)
#endif
#ifndef _countof
#define _countof(A) (sizeof(A) / sizeof((A)[0]))
#endif
#ifndef RTL_NUMBER_OF_V1
#define RTL_NUMBER_OF_V1(A) RTL_NUMBER_OF(A)
#endif
#ifndef RTL_NUMBER_OF_V2
#define RTL_NUMBER_OF_V2(A) RTL_NUMBER_OF(A)
#endif
#ifndef RTL_FIELD_SIZE
#define RTL_FIELD_SIZE(type, field) (sizeof(((type *)0)->field))
#endif
#ifndef RTL_SIZEOF_THROUGH_FIELD
#define RTL_SIZEOF_THROUGH_FIELD(type, field) (FIELD_OFFSET(type, field) + RTL_FIELD_SIZE(type, field))
#endif
#ifndef RTL_CONTAINS_FIELD
#define RTL_CONTAINS_FIELD(Struct, Size, Field) \
    ((((PCHAR)(&(Struct)->Field)) + sizeof((Struct)->Field)) <= (((PCHAR)(Struct)) + (Size)))
#endif
#ifndef RTL_BITS_OF
#define RTL_BITS_OF(e) (sizeof(e) * 8)
#endif
#ifndef RTL_BITS_OF_FIELD
#define RTL_BITS_OF_FIELD(type, field) (RTL_BITS_OF(RTL_FIELD_TYPE(type, field)))
#endif
#ifndef RTL_FIELD_TYPE
#define RTL_FIELD_TYPE(type, field) (((type *)0)->field)
#endif
#ifndef RTL_CONST_CAST
#ifdef __cplusplus
#define RTL_CONST_CAST(type) const_cast<type>
#else
#define RTL_CONST_CAST(type) (type)
#endif
#endif
#ifndef RTL_PADDING_BETWEEN_FIELDS
#define RTL_PADDING_BETWEEN_FIELDS(T, F1, F2) \
    ((FIELD_OFFSET(T, F2) > FIELD_OFFSET(T, F1)) ? (FIELD_OFFSET(T, F2) - FIELD_OFFSET(T, F1) - RTL_FIELD_SIZE(T, F1)) \
     : (FIELD_OFFSET(T, F1) - FIELD_OFFSET(T, F2) - RTL_FIELD_SIZE(T, F2)))
#endif
#undef FIELD_OFFSET
#define FIELD_OFFSET(type, field) ((LONG)__builtin_offsetof(type, field))
#undef UFIELD_OFFSET
#define UFIELD_OFFSET(type, field) ((ULONG)__builtin_offsetof(type, field))
#undef TYPE_ALIGNMENT
#define TYPE_ALIGNMENT(t) ((LONG)__alignof(t))
#undef CONTAINING_RECORD
#define CONTAINING_RECORD(address, type, field) \
    ((type *)((PCHAR)(address) - (ULONG_PTR)__builtin_offsetof(type, field)))
#ifndef min
#ifndef __cplusplus
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#elif !defined(NOMINMAX)
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#endif

/* structured exception handling helpers */
#ifndef AbnormalTermination
#define AbnormalTermination() __abnormal_termination()
#endif
#ifndef GetExceptionCode
#define GetExceptionCode() __exception_code()
#define GetExceptionInformation() ((struct _EXCEPTION_POINTERS *)__exception_info())
#endif

/* assertions and section markers */
#undef PAGED_CODE
#define PAGED_CODE() __rc_paged_code()
#undef PAGED_CODE_LOCKED
#define PAGED_CODE_LOCKED() __rc_paged_code_locked()
#undef PAGED_ASSERT
#define PAGED_ASSERT(exp) __rc_assert(!!(exp))
#undef ASSERT
#define ASSERT(exp) __rc_assert(!!(exp))
#undef ASSERTMSG
#define ASSERTMSG(msg, exp) __rc_assert(!!(exp))
#undef RTL_SOFT_ASSERT
#define RTL_SOFT_ASSERT(exp) __rc_assert(!!(exp))
#undef RTL_SOFT_ASSERTMSG
#define RTL_SOFT_ASSERTMSG(msg, exp) __rc_assert(!!(exp))
#undef RTL_VERIFY
#define RTL_VERIFY(exp) __rc_verify(!!(exp))
#undef RTL_VERIFYMSG
#define RTL_VERIFYMSG(msg, exp) __rc_verify(!!(exp))
#undef RTL_SOFT_VERIFY
#define RTL_SOFT_VERIFY(exp) __rc_verify(!!(exp))
#undef RTL_SOFT_VERIFYMSG
#define RTL_SOFT_VERIFYMSG(msg, exp) __rc_verify(!!(exp))
#undef NT_ASSERT
#define NT_ASSERT(exp) __rc_assert(!!(exp))
#undef NT_ASSERTMSG
#define NT_ASSERTMSG(msg, exp) __rc_assert(!!(exp))
#undef NT_ASSERTMSGW
#define NT_ASSERTMSGW(msg, exp) __rc_assert(!!(exp))
#undef NT_ASSERT_ASSUME
#define NT_ASSERT_ASSUME(exp) __rc_assert(!!(exp))
#undef NT_ASSERTMSG_ASSUME
#define NT_ASSERTMSG_ASSUME(msg, exp) __rc_assert(!!(exp))
#undef NT_FRE_ASSERTMSG
#define NT_FRE_ASSERTMSG(msg, exp) __rc_verify(!!(exp))
#undef NT_FRE_ASSERTMSGW
#define NT_FRE_ASSERTMSGW(msg, exp) __rc_verify(!!(exp))
#undef NT_FRE_ASSERT
#define NT_FRE_ASSERT(exp) __rc_verify(!!(exp))
#undef NT_VERIFY
#define NT_VERIFY(exp) __rc_verify(!!(exp))
#undef NT_VERIFYMSG
#define NT_VERIFYMSG(msg, exp) __rc_verify(!!(exp))
#undef NT_VERIFYMSGW
#define NT_VERIFYMSGW(msg, exp) __rc_verify(!!(exp))
#undef NT_ANALYSIS_ASSUME
#define NT_ANALYSIS_ASSUME(exp) __rc_assume(!!(exp))
#ifndef __assert
#define __assert(exp) __rc_assert(!!(exp))
#endif
#ifdef __cplusplus
/* the compiler knows this one without a header */
namespace std { enum class align_val_t : size_t; }
#endif
#endif /* RC_BASE_H */
