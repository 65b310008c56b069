/* Host header; wave-RT structures first. */
#ifndef RC_PORTCLS_H
#define RC_PORTCLS_H
#include <ntddk.h>
#include <windef.h>
#include <ksmedia.h>
#include <rc_plain_in.h>
#include_next <portcls.h>
#include <rc_marked_in.h>
#endif
