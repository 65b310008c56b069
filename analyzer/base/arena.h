#ifndef RC_BASE_ARENA_H
#define RC_BASE_ARENA_H
/*
 * Bump allocator: everything of one unit, one driver or one request, freed at once.
 * Memory comes zeroed. Running out (of memory or of the given maximum) ends the process with
 * exit status ARENA_EXIT: arenas live in jailed children and in the command line, whose
 * parents turn that into "not analysed: memory limit"; servers use them per request with
 * limits on what goes in.
 */
#include "base/str.h"

#include <stdint.h>

enum { ARENA_EXIT = 86 };

struct arena;

/* `max` bytes at most are ever handed out; 0 = 4 GiB. */
struct arena *arena_new(size_t max);
void arena_free(struct arena *a);
/* Forgets all that was handed out; keeps memory for what comes next. */
void arena_clear(struct arena *a);
void *arena_alloc(struct arena *a, size_t n);
/* Copies; the copy ends with a NUL that is not counted. */
struct str arena_str(struct arena *a, struct str s);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t arena_used(const struct arena *a);
/* Grows an array held in an arena: returns storage for at least `need` elements, old content kept. */
void *arena_grow(struct arena *a, void *old, size_t old_n, size_t *cap, size_t need, size_t elem);

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

/* A growing array in an arena: VEC(struct x) v = {0}; *VEC_PUSH(a, &v) = value; */
#define VEC(T)                 \
	struct {               \
		T *v;          \
		size_t n, cap; \
	}
#define VEC_PUSH(a, x) \
	((x)->v = arena_grow((a), (x)->v, (x)->n, &(x)->cap, (x)->n + 1, sizeof *(x)->v), &(x)->v[(x)->n++])

#endif
