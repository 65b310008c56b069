#ifndef RC_BASE_SCRATCH_H
#define RC_BASE_SCRATCH_H
#include "base/arena.h"
#include "base/err.h"

/* A new private folder below `dir` (NULL = $TMPDIR or /tmp), and away with it and all below (never following links). */
char *scratch_make(struct arena *a, const char *dir, const char *prefix, struct err *e);
void scratch_remove(const char *path);

#endif
