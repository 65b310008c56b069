/* Stands in for the header the trace preprocessor generates (any *.tmh).
 * Trace calls become __rc_trace(...): their arguments are evaluated, nothing else.
 * The trace functions a project configures itself are defined by the consumer:
 *     #undef NAME
 *     #define NAME(LEVEL, FLAGS, ...) __rc_trace(__VA_ARGS__)
 * with the level and flag parameters of its FUNC line named and left out.          */
#ifndef RC_WPP_H
#define RC_WPP_H
#include <rc_markers.h>

#undef WPP_INIT_TRACING
#define WPP_INIT_TRACING(...) __rc_trace(__VA_ARGS__)
#undef WPP_CLEANUP
#define WPP_CLEANUP(...) __rc_trace(__VA_ARGS__)
#define WPP_SYSTEMCONTROL(...) ((void)0)
#define WPP_SYSTEMCONTROL2(...) ((void)0)
#define WPP_RECORDER_INITIALIZED 1
#ifndef WPP_LEVEL_ENABLED
#define WPP_LEVEL_ENABLED(flag) (1)
#endif
#ifndef WPP_FLAG_ENABLED
#define WPP_FLAG_ENABLED(flag) (1)
#endif

/* Levels of trace messages: what a build writes reads them from evntrace.h. */
#ifndef TRACE_LEVEL_NONE
#define TRACE_LEVEL_NONE 0
#define TRACE_LEVEL_CRITICAL 1
#define TRACE_LEVEL_FATAL 1
#define TRACE_LEVEL_ERROR 2
#define TRACE_LEVEL_WARNING 3
#define TRACE_LEVEL_INFORMATION 4
#define TRACE_LEVEL_VERBOSE 5
#endif

/* Functions that most projects configure; level and flag operands name trace bits, which
 * need not be C objects, so they are dropped. */
#undef DoTraceMessage
#define DoTraceMessage(FLAGS, ...) __rc_trace(__VA_ARGS__)
#undef DoTraceLevelMessage
#define DoTraceLevelMessage(LEVEL, FLAGS, ...) __rc_trace(__VA_ARGS__)
#undef TraceEvents
#define TraceEvents(LEVEL, FLAGS, ...) __rc_trace(__VA_ARGS__)
#ifndef DoDebugTrace
#define DoDebugTrace(...) __rc_trace(__VA_ARGS__)
#endif
#endif /* RC_WPP_H */
