#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *word;
	int http;
} codes[ERR_CODES] = {
	[ERR_NONE] = { "none", 200 },		[ERR_USAGE] = { "usage", 400 },
	[ERR_INPUT] = { "bad-input", 422 },	[ERR_TOO_LARGE] = { "too-large", 413 },
	[ERR_NOT_FOUND] = { "not-found", 404 }, [ERR_CONFLICT] = { "conflict", 409 },
	[ERR_DENIED] = { "denied", 403 },	[ERR_IO] = { "io", 500 },
	[ERR_DATABASE] = { "database", 503 },	[ERR_TIMEOUT] = { "timeout", 504 },
	[ERR_CHILD] = { "child", 500 },		[ERR_UNAVAILABLE] = { "unavailable", 503 },
	[ERR_NO_MEMORY] = { "no-memory", 503 }, [ERR_INTERNAL] = { "internal", 500 },
};

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	return false;
}

bool err_wrap(struct err *e, const char *fmt, ...)
{
	char old[sizeof e->text];
	va_list ap;
	size_t n;
	memcpy(old, e->text, sizeof old);
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	n = strlen(e->text);
	snprintf(e->text + n, sizeof e->text - n, ": %s", old);
	return false;
}

const char *err_word(enum err_code code)
{
	return (unsigned)code < ERR_CODES ? codes[code].word : "internal";
}

int err_http(enum err_code code)
{
	return (unsigned)code < ERR_CODES ? codes[code].http : 500;
}
