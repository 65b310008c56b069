#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The only global state of the project. */
static const char *name = "ringcheck";
static enum log_level threshold = LOG_INFO;
static const char *const words[] = { "error", "warn", "info", "debug" };

void log_init(const char *program, enum log_level level)
{
	name = program;
	threshold = level;
}

int log_level_from(const char *word)
{
	for (int i = 0; i <= LOG_DEBUG; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

void log_line(enum log_level level, const char *fmt, ...)
{
	char text[2048], stamp[32];
	struct timespec ts;
	struct tm tm;
	va_list ap;
	if (level > threshold)
		return;
	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &tm);
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (char *p = text; *p; p++)
		if (*p == '\n' || *p == '\r')
			*p = ' ';
	fprintf(stderr, "%s.%03ldZ %s %s: %s\n", stamp, ts.tv_nsec / 1000000, words[level], name, text);
}
