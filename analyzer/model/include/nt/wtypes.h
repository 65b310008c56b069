/* See rpc.h. */
#ifndef __wtypes_h__
#define __wtypes_h__
#include <minwindef.h>
#endif
