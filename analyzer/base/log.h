#ifndef RC_BASE_LOG_H
#define RC_BASE_LOG_H
/*
 * Log lines on standard error: "2026-01-31T12:00:00.123Z level program: text", one line each
 * (line ends in the text become blanks). Never log secrets, request bodies or source text.
 */
enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_init(const char *program, enum log_level level);
/* "error", "warn", "info", "debug"; -1 where it is none of them. */
int log_level_from(const char *word);
void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_line(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)

#endif
