#ifndef RC_BASE_SETTINGS_H
#define RC_BASE_SETTINGS_H
/*
 * Settings of a program: a table of keys, filled in from a file of `key = value` lines (# starts a
 * comment line) and then from the environment (RINGCHECK_ and the key in capitals), the later winning.
 */
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { SETTING_TEXT = 1024 }; /* bytes of a text, its NUL included */

enum setting_kind {
	SET_TEXT,   /* char[SETTING_TEXT] */
	SET_NUMBER, /* uint32_t, min to max */
	SET_WORD,   /* int: index in `words` */
};

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t at; /* offset in the program's struct */
	uint32_t min, max;
	const char *const *words; /* NULL-terminated */
	const char *also;	  /* another environment variable for it, of lesser weight; or NULL */
};

/* `must`: the file has to be there. An unknown key is an error that names file and line. */
bool settings_file(void *to, const struct setting *v, size_t n, const char *file, bool must, struct err *e);
bool settings_environment(void *to, const struct setting *v, size_t n, struct err *e);

#endif
