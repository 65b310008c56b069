/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_ADXINTRIN_H
#define RC_ADXINTRIN_H
#endif
