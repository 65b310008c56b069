/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_PMMINTRIN_H
#define RC_PMMINTRIN_H
#endif
