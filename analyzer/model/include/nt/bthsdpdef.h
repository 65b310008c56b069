/* The host header, with what it needs in front, once. */
#ifndef RC_BTHSDPDEF_H
#define RC_BTHSDPDEF_H
#include <ntddk.h>
#include <windef.h>
#include <rc_plain_in.h>
#include_next <bthsdpdef.h>
#include <rc_marked_in.h>
#endif
