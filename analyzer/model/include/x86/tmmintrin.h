/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_TMMINTRIN_H
#define RC_TMMINTRIN_H
#endif
