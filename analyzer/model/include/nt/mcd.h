/* The host header, read without IN and OUT. */
#ifndef RC_MCD_H
#define RC_MCD_H
#include <ntddk.h>
#include <srb.h>
#include <wmidata.h>
#include <rc_plain_in.h>
#include_next <mcd.h>
#include <rc_marked_in.h>
#endif
