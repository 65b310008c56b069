/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_X86INTRIN_H
#define RC_X86INTRIN_H
#include <mmintrin.h>
#include <emmintrin.h>
#endif
