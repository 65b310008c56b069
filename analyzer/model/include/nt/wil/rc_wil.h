/* The Windows implementation library as far as drivers use it: owners with the calls that they make. */
#ifndef RC_WIL_H
#define RC_WIL_H
#ifdef __cplusplus
#ifdef _KERNEL_MODE
#include <ntddk.h>
#include <rc_meta.h>
#else
#include <windows.h>
#include <rc_meta.h>
#endif
namespace wistd { using namespace rc_meta; using ::size_t; typedef decltype(nullptr) nullptr_t; }
namespace wil
{
template <class R, R f> struct function_deleter { template <class T> void operator()(T *p) const { f(p); } };
/* A handle with the function that closes it. */
template <class H, class F, F close, class Access = void, class Storage = H, class Bad = Storage, Bad bad = Bad{}, class Null = Bad> class rc_owner {
    H m_h;
public:
    typedef H pointer;
    rc_owner() : m_h() { }
    explicit rc_owner(H h) : m_h(h) { }
    rc_owner(decltype(nullptr)) : m_h() { }
    rc_owner(rc_owner &&o) : m_h(o.release()) { }
    rc_owner(const rc_owner &) = delete;
    ~rc_owner() { if (m_h) close(m_h); }
    rc_owner &operator=(rc_owner &&o) { reset(o.release()); return *this; }
    rc_owner &operator=(decltype(nullptr)) { reset(); return *this; }
    rc_owner &operator=(const rc_owner &) = delete;
    H get() const { return m_h; }
    H release() { H h = m_h; m_h = H(); return h; }
    void reset() { if (m_h) close(m_h); m_h = H(); }
    void reset(H h) { if (m_h) close(m_h); m_h = h; }
    void swap(rc_owner &o) { H h = m_h; m_h = o.m_h; o.m_h = h; }
    H *put() { reset(); return &m_h; }
    H *addressof() { return &m_h; }
    H *operator&() { reset(); return &m_h; }
    explicit operator bool() const { return m_h != H(); }
    bool is_valid() const { return m_h != H(); }
    H operator->() const { return m_h; }
    friend bool operator==(const rc_owner &a, H b) { return a.m_h == b; }
    friend bool operator!=(const rc_owner &a, H b) { return a.m_h != b; }
};
template <class H, class F, F close, class... More> using unique_any = rc_owner<H, F, close>;
template <class H, class F, F close> using unique_struct = rc_owner<H, F, close>;
template <class F> class rc_scope_exit {
    F m_f;
    bool m_on;
public:
    rc_scope_exit(F f) : m_f(f), m_on(true) { }
    rc_scope_exit(rc_scope_exit &&o) : m_f(o.m_f), m_on(o.m_on) { o.m_on = false; }
    ~rc_scope_exit() { if (m_on) m_f(); }
    void release() { m_on = false; }
    void reset() { if (m_on) m_f(); m_on = false; }
};
template <class F> inline rc_scope_exit<F> scope_exit(F f) { return rc_scope_exit<F>(f); }
template <class F> inline rc_scope_exit<F> scope_exit_log(F f) { return rc_scope_exit<F>(f); }
template <class T, class... A> inline wistd::enable_if_t<!wistd::is_array<T>::value, wistd::unique_ptr<T>> make_unique_nothrow(A &&...a) { return wistd::unique_ptr<T>(new (std::nothrow) T(wistd::forward<A>(a)...)); }
template <class T> inline wistd::enable_if_t<wistd::is_array<T>::value, wistd::unique_ptr<T>> make_unique_nothrow(size_t n) { return wistd::unique_ptr<T>(new (std::nothrow) wistd::remove_extent_t<T>[n]); }
template <class O> inline auto out_param(O &o) -> decltype(o.put()) { return o.put(); }
template <class T, class O> inline T out_param_ptr(O &o) { return (T)o.put(); }
#ifdef _KERNEL_MODE
/* Locks: taken by a member, given back by the guard's destructor. */
class fast_mutex_guard { FAST_MUTEX *m_m; public: explicit fast_mutex_guard(FAST_MUTEX *m) : m_m(m) { } fast_mutex_guard(fast_mutex_guard &&o) : m_m(o.m_m) { o.m_m = nullptr; } ~fast_mutex_guard() { if (m_m) ExReleaseFastMutex(m_m); } void reset() { if (m_m) ExReleaseFastMutex(m_m); m_m = nullptr; } void release() { m_m = nullptr; } explicit operator bool() const { return m_m != nullptr; } };
class fast_mutex {
    FAST_MUTEX m_m;
public:
    fast_mutex() { ExInitializeFastMutex(&m_m); }
    fast_mutex_guard acquire() { ExAcquireFastMutex(&m_m); return fast_mutex_guard(&m_m); }
    fast_mutex_guard try_acquire() { return fast_mutex_guard(ExTryToAcquireFastMutex(&m_m) ? &m_m : nullptr); }
};
class fast_mutex_unsafe_guard { FAST_MUTEX *m_m; public: explicit fast_mutex_unsafe_guard(FAST_MUTEX *m) : m_m(m) { } fast_mutex_unsafe_guard(fast_mutex_unsafe_guard &&o) : m_m(o.m_m) { o.m_m = nullptr; } ~fast_mutex_unsafe_guard() { reset(); } void reset() { if (m_m) { ExReleaseFastMutexUnsafe(m_m); KeLeaveCriticalRegion(); } m_m = nullptr; } void release() { m_m = nullptr; } };
class fast_mutex_with_critical_region {
    FAST_MUTEX m_m;
public:
    fast_mutex_with_critical_region() { ExInitializeFastMutex(&m_m); }
    fast_mutex_unsafe_guard acquire() { KeEnterCriticalRegion(); ExAcquireFastMutexUnsafe(&m_m); return fast_mutex_unsafe_guard(&m_m); }
};
template <EVENT_TYPE type> class kernel_event_t {
    KEVENT m_e;
public:
    explicit kernel_event_t(bool set = false) { KeInitializeEvent(&m_e, type, set ? TRUE : FALSE); }
    PRKEVENT get() { return &m_e; }
    void clear() { KeClearEvent(&m_e); }
    void set(KPRIORITY boost = 0) { KeSetEvent(&m_e, boost, FALSE); }
    bool is_signaled() const { return KeReadStateEvent(const_cast<PRKEVENT>(&m_e)) != 0; }
    bool wait(LONGLONG timeout) { LARGE_INTEGER t; t.QuadPart = timeout; return KeWaitForSingleObject(&m_e, Executive, KernelMode, FALSE, &t) == STATUS_SUCCESS; }
    bool wait() { return KeWaitForSingleObject(&m_e, Executive, KernelMode, FALSE, nullptr) == STATUS_SUCCESS; }
};
typedef kernel_event_t<SynchronizationEvent> kernel_event_auto_reset;
typedef kernel_event_t<NotificationEvent> kernel_event_manual_reset;
typedef kernel_event_auto_reset kernel_event;
class kernel_spin_lock_guard { KSPIN_LOCK *m_l; KIRQL m_irql; public: kernel_spin_lock_guard(KSPIN_LOCK *l, KIRQL irql) : m_l(l), m_irql(irql) { } kernel_spin_lock_guard(kernel_spin_lock_guard &&o) : m_l(o.m_l), m_irql(o.m_irql) { o.m_l = nullptr; } ~kernel_spin_lock_guard() { reset(); } void reset() { if (m_l) KeReleaseSpinLock(m_l, m_irql); m_l = nullptr; } void release() { m_l = nullptr; } explicit operator bool() const { return m_l != nullptr; } };
class kernel_spin_lock {
    KSPIN_LOCK m_l;
public:
    kernel_spin_lock() { KeInitializeSpinLock(&m_l); }
    kernel_spin_lock_guard acquire() { KIRQL irql; KeAcquireSpinLock(&m_l, &irql); return kernel_spin_lock_guard(&m_l, irql); }
};
typedef unique_any<HANDLE, decltype(&::ZwClose), &::ZwClose> unique_kernel_handle;
typedef unique_kernel_handle unique_zw_handle;
#ifdef KMDF_VERSION_MAJOR
}
#include <wdf.h>
namespace wil
{
template <class T> inline void rc_delete_wdf(T o) { WdfObjectDelete((WDFOBJECT)o); }
template <class T> using unique_wdf_any = unique_any<T, decltype(&rc_delete_wdf<T>), &rc_delete_wdf<T>>;
typedef unique_wdf_any<WDFMEMORY> unique_wdf_memory;
typedef unique_wdf_any<WDFKEY> unique_wdf_key;
typedef unique_wdf_any<WDFTIMER> unique_wdf_timer;
typedef unique_wdf_any<WDFWORKITEM> unique_wdf_work_item;
typedef unique_wdf_any<WDFOBJECT> unique_wdf_object;
typedef unique_wdf_any<WDFREQUEST> unique_wdf_request;
typedef unique_wdf_any<WDFSPINLOCK> unique_wdf_spin_lock;
typedef unique_wdf_any<WDFWAITLOCK> unique_wdf_wait_lock;
class wdf_wait_lock_release_scope_exit { WDFWAITLOCK m_l; public: explicit wdf_wait_lock_release_scope_exit(WDFWAITLOCK l) : m_l(l) { } wdf_wait_lock_release_scope_exit(wdf_wait_lock_release_scope_exit &&o) : m_l(o.m_l) { o.m_l = nullptr; } ~wdf_wait_lock_release_scope_exit() { reset(); } void reset() { if (m_l) WdfWaitLockRelease(m_l); m_l = nullptr; } void release() { m_l = nullptr; } explicit operator bool() const { return m_l != nullptr; } };
inline wdf_wait_lock_release_scope_exit acquire_wdf_wait_lock(WDFWAITLOCK l) { WdfWaitLockAcquire(l, nullptr); return wdf_wait_lock_release_scope_exit(l); }
class wdf_spin_lock_release_scope_exit { WDFSPINLOCK m_l; public: explicit wdf_spin_lock_release_scope_exit(WDFSPINLOCK l) : m_l(l) { } wdf_spin_lock_release_scope_exit(wdf_spin_lock_release_scope_exit &&o) : m_l(o.m_l) { o.m_l = nullptr; } ~wdf_spin_lock_release_scope_exit() { reset(); } void reset() { if (m_l) WdfSpinLockRelease(m_l); m_l = nullptr; } void release() { m_l = nullptr; } explicit operator bool() const { return m_l != nullptr; } };
inline wdf_spin_lock_release_scope_exit acquire_wdf_spin_lock(WDFSPINLOCK l) { WdfSpinLockAcquire(l); return wdf_spin_lock_release_scope_exit(l); }
#endif
#else
class unique_handle : public unique_any<HANDLE, decltype(&::CloseHandle), &::CloseHandle> {
public:
    unique_handle() { }
    unique_handle(decltype(nullptr)) { }
    explicit unique_handle(HANDLE h) : rc_owner(h) { }
    unique_handle(unique_handle &&) = default;
    unique_handle &operator=(unique_handle &&) = default;
};
typedef unique_handle unique_hfile, unique_process_handle, unique_mutex_handle, unique_semaphore_handle, unique_token_linked_token;
enum class EventOptions { None, ManualReset, Signaled };
class unique_event_nothrow : public unique_handle {
public:
    unique_event_nothrow() { }
    explicit unique_event_nothrow(HANDLE h) : unique_handle(h) { }
    HRESULT create(EventOptions = EventOptions::None, LPCWSTR = nullptr, LPSECURITY_ATTRIBUTES = nullptr);
    void SetEvent() const { ::SetEvent(get()); }
    void ResetEvent() const { ::ResetEvent(get()); }
    bool wait(DWORD ms = INFINITE) const { return WaitForSingleObject(get(), ms) == WAIT_OBJECT_0; }
    bool is_signaled() const { return wait(0); }
};
class unique_event : public unique_event_nothrow { public: unique_event() { } explicit unique_event(HANDLE h) : unique_event_nothrow(h) { } explicit unique_event(EventOptions) { } };
typedef unique_event slim_event, unique_event_failfast;
typedef unique_any<HMODULE, decltype(&::FreeLibrary), &::FreeLibrary> unique_hmodule;
typedef unique_any<HKEY, decltype(&::RegCloseKey), &::RegCloseKey> unique_hkey;
typedef unique_any<HLOCAL, decltype(&::LocalFree), &::LocalFree> unique_hlocal;
typedef unique_any<SC_HANDLE, decltype(&::CloseServiceHandle), &::CloseServiceHandle> unique_schandle;
typedef unique_any<PWSTR, decltype(&::LocalFree), &::LocalFree> unique_hlocal_string;
struct rc_cotaskmem { void operator()(void *p) const { CoTaskMemFree(p); } };
template <class T> class rc_cotaskmem_ptr : public wistd::unique_ptr<T, rc_cotaskmem> {
public:
    typedef wistd::unique_ptr<T, rc_cotaskmem> base;
    using base::base;
    rc_cotaskmem_ptr() { }
    typename base::pointer *put();
    typename base::pointer *operator&() { return put(); }
};
template <class T> using unique_cotaskmem_ptr = rc_cotaskmem_ptr<T>;
typedef rc_cotaskmem_ptr<WCHAR> unique_cotaskmem_string;
unique_cotaskmem_string make_cotaskmem_string_nothrow(PCWSTR, size_t = (size_t)-1);
template <class T> inline unique_cotaskmem_ptr<T> make_unique_cotaskmem_nothrow(size_t = 1);
template <class T> class unique_cotaskmem_array_ptr { T *m_p; size_t m_n; public: unique_cotaskmem_array_ptr() : m_p(nullptr), m_n(0) { } unique_cotaskmem_array_ptr(T *p, size_t n) : m_p(p), m_n(n) { } ~unique_cotaskmem_array_ptr() { CoTaskMemFree(m_p); } T *get() const { return m_p; } size_t size() const { return m_n; } T *release(); T **put(); size_t *size_address(); T &operator[](size_t i) const { return m_p[i]; } T *begin() const { return m_p; } T *end() const { return m_p + m_n; } explicit operator bool() const { return m_p != nullptr; } };
template <class T> class rc_com_ptr {
    T *m_p;
public:
    rc_com_ptr() : m_p(nullptr) { }
    rc_com_ptr(decltype(nullptr)) : m_p(nullptr) { }
    rc_com_ptr(T *p) : m_p(p) { if (p) p->AddRef(); }
    rc_com_ptr(const rc_com_ptr &o) : m_p(o.m_p) { if (m_p) m_p->AddRef(); }
    rc_com_ptr(rc_com_ptr &&o) : m_p(o.detach()) { }
    template <class U> rc_com_ptr(const rc_com_ptr<U> &o) : m_p(o.get()) { if (m_p) m_p->AddRef(); }
    ~rc_com_ptr() { if (m_p) m_p->Release(); }
    rc_com_ptr &operator=(T *p) { if (p) p->AddRef(); if (m_p) m_p->Release(); m_p = p; return *this; }
    rc_com_ptr &operator=(const rc_com_ptr &o) { return *this = o.m_p; }
    rc_com_ptr &operator=(rc_com_ptr &&o) { attach(o.detach()); return *this; }
    T *get() const { return m_p; }
    T *detach() { T *p = m_p; m_p = nullptr; return p; }
    void attach(T *p) { if (m_p) m_p->Release(); m_p = p; }
    void reset() { attach(nullptr); }
    T **put() { reset(); return &m_p; }
    void **put_void() { return (void **)put(); }
    IUnknown **put_unknown() { return (IUnknown **)put(); }
    T **addressof() { return &m_p; }
    T **operator&() { return put(); }
    T *operator->() const { return m_p; }
    T &operator*() const { return *m_p; }
    explicit operator bool() const { return m_p != nullptr; }
    template <class U> HRESULT query_to(U **p) const { return m_p->QueryInterface(__uuidof(U), (void **)p); }
    template <class U> HRESULT query_to(REFIID iid, U **p) const { return m_p->QueryInterface(iid, (void **)p); }
    template <class U> bool try_query_to(U **p) const { return SUCCEEDED(query_to(p)); }
    template <class U> rc_com_ptr<U> query() const { rc_com_ptr<U> u; query_to(u.put()); return u; }
    template <class U> rc_com_ptr<U> try_query() const { return query<U>(); }
    template <class U> HRESULT copy_to(U **p) const { return query_to(p); }
    HRESULT copy_to(T **p) const { *p = m_p; if (m_p) m_p->AddRef(); return S_OK; }
    friend bool operator==(const rc_com_ptr &a, decltype(nullptr)) { return a.m_p == nullptr; }
    friend bool operator!=(const rc_com_ptr &a, decltype(nullptr)) { return a.m_p != nullptr; }
};
template <class T> using com_ptr = rc_com_ptr<T>;
template <class T> using com_ptr_nothrow = rc_com_ptr<T>;
template <class T> using com_ptr_failfast = rc_com_ptr<T>;
template <class U, class T> inline rc_com_ptr<U> com_query(T *p) { rc_com_ptr<U> u; p->QueryInterface(__uuidof(U), u.put_void()); return u; }
template <class T, class U> inline bool try_com_query_to(T &&p, U **u) { return SUCCEEDED(p->QueryInterface(__uuidof(U), (void **)u)); }
template <class T, class U> inline HRESULT com_query_to_nothrow(T &&p, U **u) { return p->QueryInterface(__uuidof(U), (void **)u); }
class srwlock { SRWLOCK m_l; public: class guard { SRWLOCK *m_l; bool m_x; public: guard(SRWLOCK *l, bool x) : m_l(l), m_x(x) { } guard(guard &&o) : m_l(o.m_l), m_x(o.m_x) { o.m_l = nullptr; } ~guard() { reset(); } void reset() { if (m_l) { if (m_x) ReleaseSRWLockExclusive(m_l); else ReleaseSRWLockShared(m_l); } m_l = nullptr; } }; srwlock() { InitializeSRWLock(&m_l); } guard lock_exclusive() { AcquireSRWLockExclusive(&m_l); return guard(&m_l, true); } guard lock_shared() { AcquireSRWLockShared(&m_l); return guard(&m_l, false); } };
class critical_section { CRITICAL_SECTION m_l; public: class guard { CRITICAL_SECTION *m_l; public: explicit guard(CRITICAL_SECTION *l) : m_l(l) { } guard(guard &&o) : m_l(o.m_l) { o.m_l = nullptr; } ~guard() { reset(); } void reset() { if (m_l) LeaveCriticalSection(m_l); m_l = nullptr; } }; critical_section(DWORD = 0) { InitializeCriticalSection(&m_l); } ~critical_section() { DeleteCriticalSection(&m_l); } guard lock() { EnterCriticalSection(&m_l); return guard(&m_l); } };
struct FailureInfo { HRESULT hr; PCSTR pszFile; ULONG uLineNumber; PCWSTR pszMessage; };
HRESULT ResultFromCaughtException();
void SetResultLoggingCallback(void(__stdcall *)(const FailureInfo &));
HRESULT GetFailureLogString(PWSTR, size_t, const FailureInfo &);
#endif
}
/* Errors: what leaves a function leaves it; logging says nothing. */
#ifdef _KERNEL_MODE
#define RC_WIL_LAST_ERROR STATUS_UNSUCCESSFUL
#else
#define RC_WIL_LAST_ERROR HRESULT_FROM_WIN32(GetLastError())
#endif
#define RETURN_IF_FAILED(x) do { const auto rc_hr_ = (x); if (rc_hr_ < 0) return rc_hr_; } while (0)
#define RETURN_IF_FAILED_MSG(x, ...) RETURN_IF_FAILED(x)
#define RETURN_IF_FAILED_EXPECTED(x) RETURN_IF_FAILED(x)
#define RETURN_IF_NTSTATUS_FAILED(x) RETURN_IF_FAILED(x)
#define RETURN_IF_NTSTATUS_FAILED_MSG(x, ...) RETURN_IF_FAILED(x)
#define RETURN_HR(x) return (x)
#define RETURN_HR_MSG(x, ...) return (x)
#define RETURN_NTSTATUS(x) return (x)
#define RETURN_HR_IF(hr, c) do { if (c) return (hr); } while (0)
#define RETURN_HR_IF_MSG(hr, c, ...) RETURN_HR_IF(hr, c)
#define RETURN_HR_IF_NULL(hr, p) do { if (!(p)) return (hr); } while (0)
#define RETURN_HR_IF_EXPECTED(hr, c) RETURN_HR_IF(hr, c)
#define RETURN_HR_IF_NULL_EXPECTED(hr, p) RETURN_HR_IF_NULL(hr, p)
#define RETURN_NTSTATUS_IF(s, c) do { if (c) return (s); } while (0)
#define RETURN_NTSTATUS_IF_MSG(s, c, ...) RETURN_NTSTATUS_IF(s, c)
#define RETURN_NTSTATUS_IF_NULL(s, p) do { if (!(p)) return (s); } while (0)
#define RETURN_NTSTATUS_IF_NULL_ALLOC(p) RETURN_NTSTATUS_IF_NULL(((NTSTATUS)0xC000009AL), p)
#define RETURN_IF_NULL_ALLOC(p) do { if (!(p)) return E_OUTOFMEMORY; } while (0)
#define RETURN_IF_WIN32_ERROR(x) do { const auto rc_e_ = (x); if (rc_e_) return HRESULT_FROM_WIN32(rc_e_); } while (0)
#define RETURN_IF_WIN32_BOOL_FALSE(x) do { if (!(x)) return RC_WIL_LAST_ERROR; } while (0)
#define RETURN_LAST_ERROR() return RC_WIL_LAST_ERROR
#define RETURN_LAST_ERROR_IF(c) do { if (c) return RC_WIL_LAST_ERROR; } while (0)
#define RETURN_LAST_ERROR_IF_NULL(p) do { if (!(p)) return RC_WIL_LAST_ERROR; } while (0)
#define THROW_IF_FAILED(x) ((void)(x))
#define THROW_HR(x) ((void)(x))
#define THROW_HR_IF(hr, c) ((void)(c))
#define THROW_IF_NULL_ALLOC(p) ((void)(p))
#define THROW_LAST_ERROR_IF(c) ((void)(c))
#define THROW_LAST_ERROR_IF_NULL(p) ((void)(p))
#define THROW_IF_WIN32_ERROR(x) ((void)(x))
#define THROW_IF_WIN32_BOOL_FALSE(x) ((void)(x))
#define LOG_IF_FAILED(x) (x)
#define LOG_IF_FAILED_MSG(x, ...) (x)
#define LOG_IF_NTSTATUS_FAILED(x) (x)
#define LOG_HR(x) (x)
#define LOG_HR_IF(hr, c) (c)
#define LOG_HR_MSG(x, ...) (x)
#define LOG_NTSTATUS(x) (x)
#define LOG_LAST_ERROR() ((void)0)
#define LOG_LAST_ERROR_IF(c) (c)
#define FAIL_FAST_IF(c) ((void)(c))
#define FAIL_FAST_IF_MSG(c, ...) ((void)(c))
#define FAIL_FAST_IF_FAILED(x) ((void)(x))
#define FAIL_FAST_IF_NTSTATUS_FAILED(x) ((void)(x))
#define FAIL_FAST_IF_NULL(p) (p)
#define FAIL_FAST_HR(x) ((void)(x))
#define CATCH_RETURN() catch (...) { return E_FAIL; }
#define CATCH_LOG() catch (...) { }
#define WI_SetFlag(v, f) ((v) |= (f))
#define WI_SetAllFlags(v, f) ((v) |= (f))
#define WI_SetFlagIf(v, f, c) do { if (c) (v) |= (f); } while (0)
#define WI_ClearFlag(v, f) ((v) &= ~(f))
#define WI_ClearAllFlags(v, f) ((v) &= ~(f))
#define WI_ToggleFlag(v, f) ((v) ^= (f))
#define WI_UpdateFlag(v, f, c) ((v) = (c) ? ((v) | (f)) : ((v) & ~(f)))
#define WI_IsFlagSet(v, f) (((v) & (f)) != 0)
#define WI_IsFlagClear(v, f) (((v) & (f)) == 0)
#define WI_IsAnyFlagSet(v, f) (((v) & (f)) != 0)
#define WI_AreAllFlagsSet(v, f) (((v) & (f)) == (f))
#define WI_AreAllFlagsClear(v, f) (((v) & (f)) == 0)
#define WI_ASSERT(c) ((void)(c))
#define WI_VERIFY(c) ((void)(c))
#endif
#endif
