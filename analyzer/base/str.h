#ifndef RC_BASE_STR_H
#define RC_BASE_STR_H
/* A counted, read-only string. Not necessarily terminated: print with "%.*s". */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *s;
	size_t n;
};

#define STR(lit) ((struct str){ (lit), sizeof(lit) - 1 })
#define STR_FMT "%.*s"
#define STR_ARG(x) (int)(x).n, (x).s

static inline struct str str_from(const char *z)
{
	return (struct str){ z ? z : "", z ? strlen(z) : 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

static inline bool str_is(struct str a, const char *z)
{
	return str_eq(a, str_from(z));
}

static inline bool str_starts(struct str a, struct str prefix)
{
	return a.n >= prefix.n && memcmp(a.s, prefix.s, prefix.n) == 0;
}

static inline bool str_ends(struct str a, struct str tail)
{
	return a.n >= tail.n && memcmp(a.s + a.n - tail.n, tail.s, tail.n) == 0;
}

/* ASCII case-insensitive; Windows paths and header names compare so. */
bool str_eq_nocase(struct str a, struct str b);
/* Without leading and trailing blanks, tabs and line ends. */
struct str str_trim(struct str a);
/* Splits at the first `sep`: *head before it, *tail after it. False, with *head = a, where there is none. */
bool str_cut(struct str a, char sep, struct str *head, struct str *tail);
/* Decimal, or hexadecimal after 0x; the whole string must be the number. */
bool str_to_u64(struct str a, unsigned long long *out);

#endif
