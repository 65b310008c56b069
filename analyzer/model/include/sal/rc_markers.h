/* Marker functions: calls which stand for checks, assumptions and tracing that
 * the usual headers hide behind macros.  They have no body anywhere; a consumer
 * recognises them by name. */
#ifndef RC_MARKERS_H
#define RC_MARKERS_H
#define RC_MODEL_HEADERS 1

#ifdef __cplusplus
#define RC_EXTERN_C extern "C"
#define RC_BEGIN extern "C" {
#define RC_END }
#else
#define RC_EXTERN_C extern
#define RC_BEGIN
#define RC_END
#endif

RC_BEGIN
/* PAGED_CODE() and PAGED_CODE_LOCKED() */
void __rc_paged_code(void);
void __rc_paged_code_locked(void);
/* NT_ASSERT, ASSERT, WDFVERIFY and relatives: checked in debug builds only */
int __rc_assert(int condition);
/* NT_VERIFY and relatives: the operand is evaluated in every build */
int __rc_verify(int condition);
/* _Analysis_assume_ */
void __rc_assume(int condition);
/* _IRQL_limited_to_ */
void __rc_irql_limited_to(int level);
/* _Analysis_assume_lock_* */
void __rc_assume_lock_held(const volatile void *lock);
void __rc_assume_lock_not_held(const volatile void *lock);
void __rc_assume_lock_acquired(const volatile void *lock);
void __rc_assume_lock_released(const volatile void *lock);
/* every tracing call: WPP, ETW, KdPrint, DbgPrint wrappers; the first operand
 * may be of any type, hence no prototype in C */
#ifdef __cplusplus
void __rc_trace(...);
#else
void __rc_trace();
#endif
RC_END

/* Spellings of __declspec that host headers use without defining them for this compiler */
#ifndef DECLSPEC_NOTHROW
#define DECLSPEC_NOTHROW __declspec(nothrow)
#endif
#ifndef DECLSPEC_NOVTABLE
#define DECLSPEC_NOVTABLE
#endif
#ifndef DECLSPEC_NOINLINE
#define DECLSPEC_NOINLINE __declspec(noinline)
#endif
#ifndef CDECL
#define CDECL __cdecl
#endif
#ifndef DECLSPEC_GUARDNOCF
#define DECLSPEC_GUARDNOCF
#endif

/* First framework version that offers a function: "1.11" */
#define RC_KMDF_VER(v) __attribute__((annotate("rc:kmdf_ver:" v)))
#define RC_UMDF_VER(v) __attribute__((annotate("rc:umdf_ver:" v)))
/* First header set in which a function occurs; table slot; always present */
#define RC_ANNOTATE(text) __attribute__((annotate("rc:" text)))
#endif /* RC_MARKERS_H */
