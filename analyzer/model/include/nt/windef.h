/* Same names. */
#ifndef _KERNEL_MODE
#include_next <windef.h>
#else
#include <minwindef.h>
#endif
