#ifndef RC_BASE_ERR_H
#define RC_BASE_ERR_H
/*
 * One error type for the whole project. A function that can fail returns bool and takes a
 * `struct err *` as its last parameter (never NULL); on false it has filled it in.
 * The text says what to do, and names the thing it is about; it never holds a secret.
 */
#include <stdbool.h>

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE,     /* the caller's words or options are wrong */
	ERR_INPUT,     /* the given data is malformed or of an unknown kind */
	ERR_TOO_LARGE, /* a documented limit was exceeded */
	ERR_NOT_FOUND,
	ERR_CONFLICT, /* valid, but not in the present state */
	ERR_DENIED,
	ERR_IO, /* the operating system refused */
	ERR_DATABASE,
	ERR_TIMEOUT,
	ERR_CHILD,	 /* a jailed child crashed or broke the protocol */
	ERR_UNAVAILABLE, /* try again later */
	ERR_NO_MEMORY,
	ERR_INTERNAL,
	ERR_CODES
};

struct err {
	enum err_code code;
	char text[512];
};

/* Sets code and text (printf style, cut at the buffer's end); always returns false, for `return err_set(...)`. */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Puts "context: " before the text there is; always returns false. */
bool err_wrap(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Stable lower-case word for a code ("too-large"): in logs and in problem+json `type`. */
const char *err_word(enum err_code code);
/* HTTP status of a code. */
int err_http(enum err_code code);

#endif
