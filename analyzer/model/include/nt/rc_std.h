/* The C++ standard library as far as drivers use it: types, and functions without bodies where a body says nothing. */
#ifndef RC_STD_H
#define RC_STD_H
#ifdef __cplusplus
#include <rc_meta.h>
/* A source that reads these headers means the functions. */
#undef min
#undef max
namespace std
{
using namespace rc_meta;
typedef decltype(nullptr) nullptr_t;
using ::size_t;
using ::ptrdiff_t;
using ::uintptr_t;
using ::intptr_t;
using ::int8_t; using ::int16_t; using ::int32_t; using ::int64_t;
using ::uint8_t; using ::uint16_t; using ::uint32_t; using ::uint64_t;
enum class byte : unsigned char { };
enum class align_val_t : size_t { };
class exception { public: exception(); virtual ~exception(); virtual const char *what() const; };
class bad_alloc : public exception { };
class runtime_error : public exception { public: explicit runtime_error(const char *); };
class logic_error : public exception { public: explicit logic_error(const char *); };
class out_of_range : public logic_error { public: explicit out_of_range(const char *); };
class invalid_argument : public logic_error { public: explicit invalid_argument(const char *); };
template <class T> constexpr const T &(min)(const T &a, const T &b) { return b < a ? b : a; }
template <class T> constexpr const T &(max)(const T &a, const T &b) { return a < b ? b : a; }
template <class T> constexpr const T &clamp(const T &v, const T &lo, const T &hi) { return v < lo ? lo : hi < v ? hi : v; }
template <class T> struct numeric_limits {
    static constexpr bool is_signed = T(-1) < T(0);
    static constexpr T(max)() { return is_signed ? T((1ull << (sizeof(T) * 8 - 1)) - 1) : T(~0ull); }
    static constexpr T(min)() { return is_signed ? T(1ull << (sizeof(T) * 8 - 1)) : T(0); }
    static constexpr T lowest() { return (min)(); }
};
template <class A, class B> struct pair {
    typedef A first_type;
    typedef B second_type;
    A first;
    B second;
    pair() : first(), second() { }
    template <class C, class D> pair(C &&a, D &&b) : first(forward<C>(a)), second(forward<D>(b)) { }
    template <class C, class D> pair(const pair<C, D> &o) : first(o.first), second(o.second) { }
};
template <class A, class B> inline pair<decay_t<A>, decay_t<B>> make_pair(A &&a, B &&b) { return pair<decay_t<A>, decay_t<B>>(forward<A>(a), forward<B>(b)); }
template <class... T> class tuple { public: tuple(); template <class... U> tuple(U &&...); };
template <class... T> tuple<T &...> tie(T &...);
struct input_iterator_tag { };
template <class T> struct iterator_traits { typedef typename T::value_type value_type; typedef ptrdiff_t difference_type; };
template <class T> struct iterator_traits<T *> { typedef T value_type; typedef ptrdiff_t difference_type; };
template <class T> class initializer_list {
    const T *m_b;
    size_t m_n;
public:
    constexpr initializer_list() : m_b(nullptr), m_n(0) { }
    constexpr size_t size() const { return m_n; }
    constexpr const T *begin() const { return m_b; }
    constexpr const T *end() const { return m_b + m_n; }
};
template <class T, size_t n> struct array {
    typedef T value_type;
    T m[n ? n : 1];
    T *begin() { return m; }
    T *end() { return m + n; }
    const T *begin() const { return m; }
    const T *end() const { return m + n; }
    constexpr size_t size() const { return n; }
    T *data() { return m; }
    const T *data() const { return m; }
    T &operator[](size_t i) { return m[i]; }
    const T &operator[](size_t i) const { return m[i]; }
    T &at(size_t i) { return m[i]; }
    T &front() { return m[0]; }
    T &back() { return m[n - 1]; }
    void fill(const T &);
};
/* Sequences: what they hold is reached through pointers; what they do has no body. */
template <class T, class R = T> class rc_sequence {
public:
    typedef T value_type;
    typedef T *iterator;
    typedef const T *const_iterator;
    typedef T &reference;
    typedef const T &const_reference;
    typedef size_t size_type;
    iterator begin();
    iterator end();
    const_iterator begin() const;
    const_iterator end() const;
    const_iterator cbegin() const;
    const_iterator cend() const;
    iterator rbegin();
    iterator rend();
    size_t size() const;
    size_t capacity() const;
    size_t max_size() const;
    bool empty() const;
    void clear();
    void resize(size_t);
    void resize(size_t, const T &);
    void reserve(size_t);
    void shrink_to_fit();
    void push_back(const T &);
    void push_back(T &&);
    void push_front(const T &);
    void push_front(T &&);
    void pop_back();
    void pop_front();
    template <class... A> T &emplace_back(A &&...);
    template <class... A> T &emplace_front(A &&...);
    iterator insert(const_iterator, const T &);
    iterator insert(const_iterator, T &&);
    template <class I> iterator insert(const_iterator, I, I);
    iterator erase(const_iterator);
    iterator erase(const_iterator, const_iterator);
    template <class I> void assign(I, I);
    void assign(size_t, const T &);
    T &front();
    T &back();
    const T &front() const;
    const T &back() const;
    T &at(size_t);
    const T &at(size_t) const;
    T &operator[](size_t);
    const T &operator[](size_t) const;
    T *data();
    const T *data() const;
};
template <class T> struct allocator { typedef T value_type; };
template <class T, class A = allocator<T>> class vector : public rc_sequence<T> {
public:
    vector();
    explicit vector(size_t);
    vector(size_t, const T &);
    vector(const vector &);
    vector(vector &&);
    vector(initializer_list<T>);
    template <class I> vector(I, I);
    ~vector();
    vector &operator=(const vector &);
    vector &operator=(vector &&);
    void swap(vector &);
};
template <class T, class A = allocator<T>> class list : public rc_sequence<T> { public: list(); list(initializer_list<T>); ~list(); void remove(const T &); template <class P> void remove_if(P); };
template <class T, class A = allocator<T>> class deque : public rc_sequence<T> { public: deque(); ~deque(); };
template <class T> class queue : public rc_sequence<T> { public: void push(const T &); void push(T &&); void pop(); };
template <class T> class stack : public rc_sequence<T> { public: void push(const T &); void push(T &&); void pop(); T &top(); };
template <class T> class basic_string : public rc_sequence<T> {
public:
    static const size_t npos = ~(size_t)0;
    basic_string();
    basic_string(const T *);
    basic_string(const T *, size_t);
    basic_string(size_t, T);
    basic_string(const basic_string &);
    basic_string(basic_string &&);
    template <class I> basic_string(I, I);
    ~basic_string();
    basic_string &operator=(const basic_string &);
    basic_string &operator=(basic_string &&);
    basic_string &operator=(const T *);
    basic_string &operator+=(const basic_string &);
    basic_string &operator+=(const T *);
    basic_string &operator+=(T);
    basic_string &append(const basic_string &);
    basic_string &append(const T *);
    const T *c_str() const;
    size_t length() const;
    size_t find(const basic_string &, size_t = 0) const;
    size_t find(T, size_t = 0) const;
    size_t rfind(T, size_t = npos) const;
    size_t find_last_of(const T *, size_t = npos) const;
    size_t find_first_of(const T *, size_t = 0) const;
    basic_string substr(size_t = 0, size_t = npos) const;
    int compare(const basic_string &) const;
};
template <class T> basic_string<T> operator+(const basic_string<T> &, const basic_string<T> &);
template <class T> basic_string<T> operator+(const basic_string<T> &, const T *);
template <class T> basic_string<T> operator+(const T *, const basic_string<T> &);
template <class T> bool operator==(const basic_string<T> &, const basic_string<T> &);
template <class T> bool operator==(const basic_string<T> &, const T *);
template <class T> bool operator!=(const basic_string<T> &, const basic_string<T> &);
template <class T> bool operator!=(const basic_string<T> &, const T *);
template <class T> bool operator<(const basic_string<T> &, const basic_string<T> &);
typedef basic_string<char> string;
typedef basic_string<wchar_t> wstring;
template <class T> class basic_string_view : public rc_sequence<T> { public: basic_string_view(); basic_string_view(const T *); basic_string_view(const T *, size_t); basic_string_view(const basic_string<T> &); size_t length() const; };
typedef basic_string_view<char> string_view;
typedef basic_string_view<wchar_t> wstring_view;
template <class T> string to_string(T);
template <class T> wstring to_wstring(T);
template <class T> struct less { bool operator()(const T &a, const T &b) const { return a < b; } };
template <class T> struct hash { size_t operator()(const T &) const; };
template <class K, class V, class C = less<K>> class map : public rc_sequence<pair<const K, V>> {
public:
    typedef K key_type;
    typedef V mapped_type;
    typedef typename rc_sequence<pair<const K, V>>::iterator iterator;
    map();
    ~map();
    V &operator[](const K &);
    V &at(const K &);
    iterator find(const K &);
    iterator lower_bound(const K &);
    iterator upper_bound(const K &);
    pair<iterator, iterator> equal_range(const K &);
    size_t count(const K &) const;
    size_t erase(const K &);
    iterator erase(iterator);
    pair<iterator, bool> insert(const pair<const K, V> &);
    template <class... A> pair<iterator, bool> emplace(A &&...);
};
template <class K, class V, class C = less<K>> class multimap : public map<K, V, C> { };
template <class K, class V, class C = hash<K>> class unordered_map : public map<K, V, C> { };
template <class K, class C = less<K>> class set : public rc_sequence<K> {
public:
    typedef K *iterator;
    set();
    ~set();
    iterator find(const K &);
    size_t count(const K &) const;
    pair<iterator, bool> insert(const K &);
    template <class... A> pair<iterator, bool> emplace(A &&...);
    size_t erase(const K &);
};
template <class K> class unordered_set : public set<K> { };
template <class T> class optional {
    T m_v;
    bool m_has;
public:
    optional() : m_has(false) { }
    template <class U> optional(U &&v) : m_v(forward<U>(v)), m_has(true) { }
    bool has_value() const { return m_has; }
    explicit operator bool() const { return m_has; }
    T &value() { return m_v; }
    const T &value() const { return m_v; }
    T *operator->() { return &m_v; }
    T &operator*() { return m_v; }
    void reset() { m_has = false; }
};
class mutex { public: mutex(); ~mutex(); void lock(); void unlock(); bool try_lock(); };
class recursive_mutex : public mutex { };
class shared_mutex : public mutex { public: void lock_shared(); void unlock_shared(); };
template <class M> class lock_guard { M &m_m; public: explicit lock_guard(M &m) : m_m(m) { m.lock(); } ~lock_guard() { m_m.unlock(); } };
template <class M> class scoped_lock { M &m_m; public: explicit scoped_lock(M &m) : m_m(m) { m.lock(); } ~scoped_lock() { m_m.unlock(); } };
template <class M> class unique_lock { M &m_m; public: explicit unique_lock(M &m) : m_m(m) { m.lock(); } ~unique_lock() { m_m.unlock(); } void lock() { m_m.lock(); } void unlock() { m_m.unlock(); } };
class condition_variable { public: void notify_one(); void notify_all(); template <class L> void wait(L &); template <class L, class P> void wait(L &, P); };
class thread { public: thread(); thread(thread &&); template <class F, class... A> explicit thread(F &&, A &&...); ~thread(); thread &operator=(thread &&); void join(); void detach(); bool joinable() const; };
enum memory_order { memory_order_relaxed, memory_order_consume, memory_order_acquire, memory_order_release, memory_order_acq_rel, memory_order_seq_cst };
template <class T> struct atomic {
    volatile T m_v;
    atomic() : m_v() { }
    atomic(T v) : m_v(v) { }
    T load(memory_order = memory_order_seq_cst) const { return m_v; }
    void store(T v, memory_order = memory_order_seq_cst) { m_v = v; }
    T exchange(T, memory_order = memory_order_seq_cst);
    bool compare_exchange_strong(T &, T, memory_order = memory_order_seq_cst);
    bool compare_exchange_weak(T &, T, memory_order = memory_order_seq_cst);
    T fetch_add(T, memory_order = memory_order_seq_cst);
    T fetch_sub(T, memory_order = memory_order_seq_cst);
    operator T() const { return m_v; }
    T operator=(T v) { m_v = v; return v; }
    T operator++();
    T operator--();
    T operator++(int);
    T operator--(int);
};
typedef atomic<bool> atomic_bool;
typedef atomic<int> atomic_int;
template <class F> class function;
template <class R, class... A> class function<R(A...)> { public: function(); function(nullptr_t); template <class F> function(F); ~function(); R operator()(A...) const; explicit operator bool() const; };
template <class T> class future { public: T get(); void wait(); bool valid() const; };
template <class T> class promise { public: future<T> get_future(); template <class U> void set_value(U &&); };
template <class I, class T> I find(I, I, const T &);
template <class I, class P> I find_if(I, I, P);
template <class I, class P> bool any_of(I, I, P);
template <class I, class P> bool all_of(I, I, P);
template <class I, class F> F for_each(I, I, F);
template <class I> void sort(I, I);
template <class I, class P> void sort(I, I, P);
template <class I, class O> O copy(I, I, O);
template <class I, class O> O copy_n(I, size_t, O);
template <class I, class T> void fill(I, I, const T &);
template <class I, class P> I remove_if(I, I, P);
template <class I, class T> I remove(I, I, const T &);
template <class I> I next(I i, ptrdiff_t n = 1) { return i + n; }
template <class I> I prev(I i, ptrdiff_t n = 1) { return i - n; }
template <class I> ptrdiff_t distance(I, I);
template <class C> auto begin(C &c) -> decltype(c.begin()) { return c.begin(); }
template <class C> auto end(C &c) -> decltype(c.end()) { return c.end(); }
template <class T, size_t n> T *begin(T (&a)[n]) { return a; }
template <class T, size_t n> T *end(T (&a)[n]) { return a + n; }
template <class T, size_t n> constexpr size_t size(T (&)[n]) { return n; }
}
#endif
#endif
