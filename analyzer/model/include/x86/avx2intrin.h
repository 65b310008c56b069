/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_AVX2INTRIN_H
#define RC_AVX2INTRIN_H
#endif
