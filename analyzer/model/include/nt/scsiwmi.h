/* The host header, read without IN and OUT. */
#ifndef RC_SCSIWMI_H
#define RC_SCSIWMI_H
#include <ntddk.h>
#include <srb.h>
#include <rc_plain_in.h>
#include_next <scsiwmi.h>
#include <rc_marked_in.h>
#endif
