/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_XMMINTRIN_H
#define RC_XMMINTRIN_H
typedef float __m128 __attribute__((__vector_size__(16)));
#define _mm_pause() ((void)0)
#define _MM_HINT_T0 1
#define _MM_HINT_NTA 8
#define _mm_prefetch(a, h) ((void)(a))
#endif
