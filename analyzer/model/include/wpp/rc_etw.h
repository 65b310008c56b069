/* Event tracing macros the message compiler generates from a manifest end in these. */
#ifndef RC_ETW_H
#define RC_ETW_H
#include <rc_markers.h>
#include <evntprov.h>
RC_BEGIN
unsigned long __rc_etw_register(void);
#ifdef __cplusplus
unsigned long __rc_etw_write(...);
#else
unsigned long __rc_etw_write();
#endif
RC_END
#endif
