/* The host header, read without IN and OUT. */
#ifndef RC_SCSI_H
#define RC_SCSI_H
#include <ntddk.h>
#include <srb.h>
#include <rc_plain_in.h>
#include_next <scsi.h>
#include <rc_marked_in.h>
#endif
