/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_MMINTRIN_H
#define RC_MMINTRIN_H
typedef long long __m64 __attribute__((__vector_size__(8)));
#endif
