/* Stand-in: vector intrinsics are not modelled, and reading the real header costs two thirds of a parse. */
#ifndef RC_IA32INTRIN_H
#define RC_IA32INTRIN_H
#endif
