/* See rpc.h. */
#ifndef _KERNEL_MODE
#include_next <wtypes.h>
#else
#ifndef __wtypes_h__
#define __wtypes_h__
#include <minwindef.h>
#endif
#endif
