/* C++: an enumeration of flags can be combined, as its values are in C. */
#ifndef RC_FLAG_OPERATORS
#ifdef __cplusplus
#define RC_FLAG_OPERATORS(E) extern "C++" { \
    constexpr E operator|(E a, E b) { return (E)((unsigned)a | (unsigned)b); } \
    constexpr E operator&(E a, E b) { return (E)((unsigned)a & (unsigned)b); } \
    constexpr E operator^(E a, E b) { return (E)((unsigned)a ^ (unsigned)b); } \
    constexpr E operator~(E a) { return (E)~(unsigned)a; } \
    inline E &operator|=(E &a, E b) { return a = a | b; } \
    inline E &operator&=(E &a, E b) { return a = a & b; } \
    inline E &operator^=(E &a, E b) { return a = a ^ b; } }
#else
#define RC_FLAG_OPERATORS(E)
#endif
#endif
