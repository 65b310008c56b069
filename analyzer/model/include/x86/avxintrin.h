/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_AVXINTRIN_H
#define RC_AVXINTRIN_H
#endif
