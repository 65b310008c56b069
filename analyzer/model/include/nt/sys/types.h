/* Portable sources built into a driver ask for this one. */
#ifndef RC_SYS_TYPES_H
#define RC_SYS_TYPES_H
#include <stddef.h>
typedef __int64 time_t;
typedef long off_t;
typedef __int64 ssize_t;
#endif
