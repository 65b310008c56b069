/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_EMMINTRIN_H
#define RC_EMMINTRIN_H
#include <xmmintrin.h>
typedef double __m128d __attribute__((__vector_size__(16)));
typedef long long __m128i __attribute__((__vector_size__(16)));
#define _mm_mfence() ((void)0)
#define _mm_lfence() ((void)0)
#endif
