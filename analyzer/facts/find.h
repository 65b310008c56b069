#ifndef RC_FACTS_FIND_H
#define RC_FACTS_FIND_H
/* Private to facts/: binary search in a table whose elements begin with a `const char *` name. */
#include "base/str.h"

const void *facts_find(const void *table, size_t n, size_t elem, struct str name);
/* -1, 0, 1: name against a C string, bytewise. */
int facts_cmp(struct str name, const char *z);

#endif
