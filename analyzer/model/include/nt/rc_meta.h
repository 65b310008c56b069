/* Type traits and owning pointers, for the C++ library's namespace and for wil's copy of it. */
#ifndef RC_META_H
#define RC_META_H
#ifdef __cplusplus
#include <new>
#include <stddef.h>
#include <stdint.h>
namespace rc_meta
{
template <class T, T v> struct integral_constant { static constexpr T value = v; typedef T value_type; constexpr operator T() const { return v; } constexpr T operator()() const { return v; } };
typedef integral_constant<bool, true> true_type;
typedef integral_constant<bool, false> false_type;
template <bool b> using bool_constant = integral_constant<bool, b>;
template <class T> struct remove_reference { typedef T type; };
template <class T> struct remove_reference<T &> { typedef T type; };
template <class T> struct remove_reference<T &&> { typedef T type; };
template <class T> struct remove_cv { typedef T type; };
template <class T> struct remove_cv<const T> { typedef T type; };
template <class T> struct remove_cv<volatile T> { typedef T type; };
template <class T> struct remove_cv<const volatile T> { typedef T type; };
template <class T> struct remove_const { typedef T type; };
template <class T> struct remove_const<const T> { typedef T type; };
template <class T> struct remove_pointer { typedef T type; };
template <class T> struct remove_pointer<T *> { typedef T type; };
template <class T> struct remove_extent { typedef T type; };
template <class T> struct remove_extent<T[]> { typedef T type; };
template <class T, size_t n> struct remove_extent<T[n]> { typedef T type; };
template <class T> struct add_pointer { typedef typename remove_reference<T>::type *type; };
template <class T> struct decay { typedef typename remove_cv<typename remove_reference<T>::type>::type type; };
template <bool b, class T = void> struct enable_if { };
template <class T> struct enable_if<true, T> { typedef T type; };
template <bool b, class T, class F> struct conditional { typedef T type; };
template <class T, class F> struct conditional<false, T, F> { typedef F type; };
template <class A, class B> struct is_same : false_type { };
template <class A> struct is_same<A, A> : true_type { };
template <class T> struct is_pointer : false_type { };
template <class T> struct is_pointer<T *> : true_type { };
template <class T> struct is_reference : false_type { };
template <class T> struct is_reference<T &> : true_type { };
template <class T> struct is_array : false_type { };
template <class T> struct is_array<T[]> : true_type { };
template <class T, size_t n> struct is_array<T[n]> : true_type { };
template <class T> struct is_const : false_type { };
template <class T> struct is_const<const T> : true_type { };
template <class T> struct is_enum : bool_constant<__is_enum(T)> { };
template <class T> struct is_class : bool_constant<__is_class(T)> { };
template <class T> struct is_union : bool_constant<__is_union(T)> { };
template <class T> struct is_pod : bool_constant<__is_pod(T)> { };
template <class T> struct is_trivial : bool_constant<__is_trivial(T)> { };
template <class T> struct is_trivially_copyable : bool_constant<__is_trivially_copyable(T)> { };
template <class T> struct is_trivially_destructible : bool_constant<__has_trivial_destructor(T)> { };
template <class T> struct is_standard_layout : bool_constant<__is_standard_layout(T)> { };
template <class T> struct is_integral : bool_constant<__is_integral(T)> { };
template <class T> struct is_arithmetic : bool_constant<__is_arithmetic(T)> { };
template <class T> struct is_unsigned : bool_constant<__is_unsigned(T)> { };
template <class T> struct is_signed : bool_constant<__is_signed(T)> { };
template <class T> struct is_empty : bool_constant<__is_empty(T)> { };
template <class T> struct is_abstract : bool_constant<__is_abstract(T)> { };
template <class B, class D> struct is_base_of : bool_constant<__is_base_of(B, D)> { };
template <class A, class B> struct is_convertible : bool_constant<__is_convertible_to(A, B)> { };
template <class T> struct underlying_type { typedef __underlying_type(T) type; };
template <class T> using remove_reference_t = typename remove_reference<T>::type;
template <class T> using remove_cv_t = typename remove_cv<T>::type;
template <class T> using remove_const_t = typename remove_const<T>::type;
template <class T> using remove_pointer_t = typename remove_pointer<T>::type;
template <class T> using remove_extent_t = typename remove_extent<T>::type;
template <class T> using decay_t = typename decay<T>::type;
template <bool b, class T = void> using enable_if_t = typename enable_if<b, T>::type;
template <bool b, class T, class F> using conditional_t = typename conditional<b, T, F>::type;
template <class T> using underlying_type_t = typename underlying_type<T>::type;
template <class A, class B> inline constexpr bool is_same_v = is_same<A, B>::value;
template <class T> inline constexpr bool is_pod_v = __is_pod(T);
template <class T> inline constexpr bool is_enum_v = __is_enum(T);
template <class T> inline constexpr bool is_trivially_copyable_v = __is_trivially_copyable(T);
template <class T> inline constexpr bool is_integral_v = __is_integral(T);
template <class B, class D> inline constexpr bool is_base_of_v = __is_base_of(B, D);
template <class T> constexpr remove_reference_t<T> &&move(T &&v) { return static_cast<remove_reference_t<T> &&>(v); }
template <class T> constexpr T &&forward(remove_reference_t<T> &v) { return static_cast<T &&>(v); }
template <class T> constexpr T &&forward(remove_reference_t<T> &&v) { return static_cast<T &&>(v); }
template <class T> T &&declval();
template <class T> inline void swap(T &a, T &b) { T c = move(a); a = move(b); b = move(c); }
template <class T, class U = T> inline T exchange(T &a, U &&b) { T old = move(a); a = forward<U>(b); return old; }
template <class T> inline T *addressof(T &v) { return __builtin_addressof(v); }
template <class T> struct default_delete { void operator()(T *p) const { delete p; } };
template <class T> struct default_delete<T[]> { void operator()(T *p) const { delete[] p; } };
template <class T, class D = default_delete<T>> class unique_ptr {
    remove_extent_t<T> *m_p;
    D m_d;
public:
    typedef remove_extent_t<T> element_type;
    typedef element_type *pointer;
    typedef D deleter_type;
    unique_ptr() : m_p(nullptr) { }
    unique_ptr(decltype(nullptr)) : m_p(nullptr) { }
    explicit unique_ptr(pointer p) : m_p(p) { }
    unique_ptr(pointer p, const D &d) : m_p(p), m_d(d) { }
    unique_ptr(unique_ptr &&o) : m_p(o.release()) { }
    template <class U, class E> unique_ptr(unique_ptr<U, E> &&o) : m_p(o.release()) { }
    unique_ptr(const unique_ptr &) = delete;
    ~unique_ptr() { if (m_p) m_d(m_p); }
    unique_ptr &operator=(unique_ptr &&o) { reset(o.release()); return *this; }
    unique_ptr &operator=(decltype(nullptr)) { reset(); return *this; }
    template <class U, class E> unique_ptr &operator=(unique_ptr<U, E> &&o) { reset(o.release()); return *this; }
    unique_ptr &operator=(const unique_ptr &) = delete;
    pointer get() const { return m_p; }
    D &get_deleter() { return m_d; }
    pointer release() { pointer p = m_p; m_p = nullptr; return p; }
    void reset(pointer p = nullptr) { pointer old = m_p; m_p = p; if (old) m_d(old); }
    void swap(unique_ptr &o) { pointer p = m_p; m_p = o.m_p; o.m_p = p; }
    pointer operator->() const { return m_p; }
    element_type &operator*() const { return *m_p; }
    element_type &operator[](size_t i) const { return m_p[i]; }
    explicit operator bool() const { return m_p != nullptr; }
};
template <class T, class D> inline bool operator==(const unique_ptr<T, D> &a, decltype(nullptr)) { return a.get() == nullptr; }
template <class T, class D> inline bool operator!=(const unique_ptr<T, D> &a, decltype(nullptr)) { return a.get() != nullptr; }
template <class T, class D> inline bool operator==(decltype(nullptr), const unique_ptr<T, D> &a) { return a.get() == nullptr; }
template <class T, class D> inline bool operator!=(decltype(nullptr), const unique_ptr<T, D> &a) { return a.get() != nullptr; }
template <class T, class... A> inline enable_if_t<!is_array<T>::value, unique_ptr<T>> make_unique(A &&...a) { return unique_ptr<T>(new T(forward<A>(a)...)); }
template <class T> inline enable_if_t<is_array<T>::value, unique_ptr<T>> make_unique(size_t n) { return unique_ptr<T>(new remove_extent_t<T>[n]()); }
template <class T> class shared_ptr {
    T *m_p;
public:
    typedef T element_type;
    shared_ptr() : m_p(nullptr) { }
    shared_ptr(decltype(nullptr)) : m_p(nullptr) { }
    template <class U> explicit shared_ptr(U *p) : m_p(p) { }
    template <class U, class E> shared_ptr(U *p, E) : m_p(p) { }
    shared_ptr(const shared_ptr &);
    template <class U> shared_ptr(const shared_ptr<U> &o) : m_p(o.get()) { }
    template <class U, class E> shared_ptr(unique_ptr<U, E> &&o) : m_p(o.release()) { }
    ~shared_ptr();
    shared_ptr &operator=(const shared_ptr &);
    shared_ptr &operator=(decltype(nullptr));
    template <class U> shared_ptr &operator=(const shared_ptr<U> &);
    T *get() const { return m_p; }
    void reset();
    template <class U> void reset(U *p);
    T *operator->() const { return m_p; }
    T &operator*() const { return *m_p; }
    explicit operator bool() const { return m_p != nullptr; }
    long use_count() const;
};
template <class T> class weak_ptr {
public:
    weak_ptr();
    template <class U> weak_ptr(const shared_ptr<U> &);
    template <class U> weak_ptr &operator=(const shared_ptr<U> &);
    shared_ptr<T> lock() const;
    bool expired() const;
    void reset();
};
template <class T> class enable_shared_from_this { public: shared_ptr<T> shared_from_this(); weak_ptr<T> weak_from_this(); };
template <class T, class... A> inline shared_ptr<T> make_shared(A &&...a) { return shared_ptr<T>(new T(forward<A>(a)...)); }
}
#endif
#endif
