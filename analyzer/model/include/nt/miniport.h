/* Beside ntddk.h, which holds the rest, the host header is read without the part it repeats. */
#ifndef RC_MINIPORT_H
#define RC_MINIPORT_H
#include <ntddk.h>
#define __BROKEN__
#include <rc_plain_in.h>
#include_next <miniport.h>
#include <rc_marked_in.h>
#endif
