/* See rpc.h. */
#ifndef _KERNEL_MODE
#include_next <wtypesbase.h>
#else
#include <wtypes.h>
#endif
