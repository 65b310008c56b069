/* The host header, with what it needs in front, once. */
#ifndef RC_NTDDSCSI_H
#define RC_NTDDSCSI_H
#include <ntddk.h>
#include <rc_plain_in.h>
#include_next <ntddscsi.h>
#include <rc_marked_in.h>
#endif
