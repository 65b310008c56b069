/* The host header, with what it needs in front, once. */
#ifndef RC_BTHDEF_H
#define RC_BTHDEF_H
#include <ntddk.h>
#include <windef.h>
#include <rc_plain_in.h>
#include_next <bthdef.h>
#include <rc_marked_in.h>
#endif
