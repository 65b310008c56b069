/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_XOPINTRIN_H
#define RC_XOPINTRIN_H
#endif
