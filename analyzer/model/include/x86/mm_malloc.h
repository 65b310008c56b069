/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_MM_MALLOC_H
#define RC_MM_MALLOC_H
#endif
