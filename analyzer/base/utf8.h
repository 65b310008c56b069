#ifndef RC_BASE_UTF8_H
#define RC_BASE_UTF8_H
#include <stdbool.h>
#include <stddef.h>

/* Length (1-4) of the well-formed UTF-8 sequence at s, or 0: malformed, overlong, surrogate or cut off. */
size_t utf8_len(const char *s, size_t n);
/* Everything well-formed and no NUL inside? */
bool utf8_valid(const char *s, size_t n);

#endif
