/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_IMMINTRIN_H
#define RC_IMMINTRIN_H
#include <mmintrin.h>
#include <emmintrin.h>
#endif
