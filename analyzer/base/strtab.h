#ifndef RC_BASE_STRTAB_H
#define RC_BASE_STRTAB_H
/* Interned strings: equal strings have equal ids. Id 0 is the empty string. Lives in an arena. */
#include "base/arena.h"

struct strtab;

struct strtab *strtab_new(struct arena *a);
uint32_t strtab_add(struct strtab *t, struct str s);
/* The id of a string already there; 0 (and the string not empty) = not there. */
uint32_t strtab_find(const struct strtab *t, struct str s);
/* NUL-terminated. Any id below strtab_count() is valid. */
struct str strtab_get(const struct strtab *t, uint32_t id);
uint32_t strtab_count(const struct strtab *t);

#endif
