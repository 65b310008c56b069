#include "base/strtab.h"

#include "base/hash.h"

struct strtab {
	struct arena *a;
	VEC(struct str) strs;
	uint32_t *slots; /* id + 1; 0 = free; a power of two of them, at most half used */
	size_t n_slots;
};

struct strtab *strtab_new(struct arena *a)
{
	struct strtab *t = ARENA_NEW(a, struct strtab);
	t->a = a;
	t->n_slots = 256;
	t->slots = ARENA_ARRAY(a, uint32_t, t->n_slots);
	strtab_add(t, STR(""));
	return t;
}

static uint32_t *slot_of(const struct strtab *t, struct str s)
{
	size_t i = hash_bytes(s.s, s.n) & (t->n_slots - 1);
	while (t->slots[i] && !str_eq(t->strs.v[t->slots[i] - 1], s))
		i = (i + 1) & (t->n_slots - 1);
	return &t->slots[i];
}

static void rehash(struct strtab *t)
{
	t->n_slots *= 2;
	t->slots = ARENA_ARRAY(t->a, uint32_t, t->n_slots);
	for (size_t i = 0; i < t->strs.n; i++)
		*slot_of(t, t->strs.v[i]) = (uint32_t)i + 1;
}

uint32_t strtab_add(struct strtab *t, struct str s)
{
	uint32_t *slot = slot_of(t, s);
	if (*slot)
		return *slot - 1;
	*VEC_PUSH(t->a, &t->strs) = arena_str(t->a, s);
	*slot = (uint32_t)t->strs.n;
	if (t->strs.n * 2 > t->n_slots)
		rehash(t);
	return (uint32_t)t->strs.n - 1;
}

uint32_t strtab_find(const struct strtab *t, struct str s)
{
	uint32_t *slot = slot_of(t, s);
	return *slot ? *slot - 1 : 0;
}

struct str strtab_get(const struct strtab *t, uint32_t id)
{
	return id < t->strs.n ? t->strs.v[id] : (struct str){ "", 0 };
}

uint32_t strtab_count(const struct strtab *t)
{
	return (uint32_t)t->strs.n;
}
