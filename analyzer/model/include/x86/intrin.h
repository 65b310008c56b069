/* The host header with two functions left out that wdm.h defines again. */
#ifndef RC_INTRIN_H
#define RC_INTRIN_H
#define __INTRINSIC_DEFINED_InterlockedBitTestAndSet
#define __INTRINSIC_DEFINED_InterlockedBitTestAndReset
#include_next <intrin.h>
#endif
