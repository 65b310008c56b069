#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 64 * 1024, ALIGN = 16 };

struct chunk {
	struct chunk *next;
	size_t cap, used;
	_Alignas(ALIGN) unsigned char data[];
};

struct arena {
	struct chunk *head, *spare; /* spare: of CHUNK bytes, zero */
	size_t max, used;
};

static _Noreturn void give_up(const char *why, size_t n)
{
	fprintf(stderr, "ringcheck: %s (%zu bytes asked for)\n", why, n);
	exit(ARENA_EXIT);
}

struct arena *arena_new(size_t max)
{
	struct arena *a = calloc(1, sizeof *a);
	if (!a)
		give_up("out of memory", sizeof *a);
	a->max = max ? max : (size_t)4 << 30;
	return a;
}

static void free_all(struct chunk *c)
{
	for (struct chunk *next; c; c = next) {
		next = c->next;
		free(c);
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	free_all(a->head);
	free_all(a->spare);
	free(a);
}

void arena_clear(struct arena *a)
{
	struct chunk *other = NULL;
	for (struct chunk *c = a->head, *next; c; c = next) {
		next = c->next;
		struct chunk **list = c->cap == CHUNK ? &a->spare : &other;
		if (c->cap == CHUNK)
			memset(c->data, 0, c->used);
		c->used = 0;
		c->next = *list;
		*list = c;
	}
	free_all(other);
	a->head = NULL;
	a->used = 0;
}

static struct chunk *chunk_add(struct arena *a, size_t n)
{
	size_t cap = n > CHUNK / 4 ? n : CHUNK;
	struct chunk *c = cap == CHUNK ? a->spare : NULL;
	if (c)
		a->spare = c->next;
	else
		c = calloc(1, sizeof *c + cap);
	if (!c)
		give_up("out of memory", n);
	c->cap = cap;
	/* An oversized block goes behind the head, whose remaining room stays usable. */
	if (a->head && cap == n && n != CHUNK) {
		c->next = a->head->next;
		a->head->next = c;
	} else {
		c->next = a->head;
		a->head = c;
	}
	return c;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct chunk *c = a->head;
	void *p;
	if (n > a->max - ALIGN)
		give_up("memory limit of the analysis reached", n);
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (n > a->max - a->used)
		give_up("memory limit of the analysis reached", n);
	if (!c || c->cap - c->used < n)
		c = chunk_add(a, n);
	p = c->data + c->used;
	c->used += n;
	a->used += n;
	return p;
}

struct str arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.s, s.n);
	return (struct str){ p, s.n };
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	int n;
	char *p;
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		give_up("bad format", 0);
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

void *arena_grow(struct arena *a, void *old, size_t old_n, size_t *cap, size_t need, size_t elem)
{
	size_t want = *cap ? *cap * 2 : 8;
	void *p;
	if (need <= *cap)
		return old;
	if (want < need)
		want = need;
	if (want > SIZE_MAX / elem)
		give_up("memory limit of the analysis reached", want);
	p = arena_alloc(a, want * elem);
	if (old_n)
		memcpy(p, old, old_n * elem);
	*cap = want;
	return p;
}
