/* Video miniports: the host header, with the types it leaves open. */
#ifndef RC_VIDEO_H
#define RC_VIDEO_H
#include <miniport.h>
#include <rc_plain_in.h>
#include_next <video.h>
#include <rc_marked_in.h>
#endif
