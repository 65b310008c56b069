/* The host header, with the usage types it leaves to others. */
#ifndef RC_HIDPI_H
#define RC_HIDPI_H
#include <ntddk.h>
#include <hidusage.h>
#include <rc_plain_in.h>
#include_next <hidpi.h>
#include <rc_marked_in.h>
#endif
