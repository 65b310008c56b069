/* Video miniports: the host header, with the types it leaves open. */
#ifndef RC_VIDEO_H
#define RC_VIDEO_H
#include <ntddk.h>
#include <rc_plain_in.h>
typedef struct _EMULATOR_ACCESS_ENTRY *PEMULATOR_ACCESS_ENTRY;
typedef struct _BANKED_SECTION_ROUTINE *PBANKED_SECTION_ROUTINE;
#include_next <video.h>
#include <rc_marked_in.h>
#endif
