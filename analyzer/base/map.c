#include "base/map.h"

#include "base/hash.h"

struct slot {
	uint64_t key, value;
	uint32_t used; /* in which life of the map */
};

struct map {
	struct arena *a;
	struct slot *slots; /* a power of two of them, at most half used */
	size_t n_slots, n;
	uint32_t life; /* from 1: what was put before the map was cleared does not count */
};

struct map *map_new(struct arena *a)
{
	struct map *m = ARENA_NEW(a, struct map);
	m->a = a;
	m->n_slots = 16;
	m->life = 1;
	m->slots = ARENA_ARRAY(a, struct slot, m->n_slots);
	return m;
}

static struct slot *slot_of(const struct map *m, uint64_t key)
{
	size_t i = hash_mix(0, key) & (m->n_slots - 1);
	while (m->slots[i].used == m->life && m->slots[i].key != key)
		i = (i + 1) & (m->n_slots - 1);
	return &m->slots[i];
}

uint64_t *map_get(const struct map *m, uint64_t key)
{
	struct slot *s = slot_of(m, key);
	return s->used == m->life ? &s->value : NULL;
}

static void rehash(struct map *m)
{
	struct slot *old = m->slots;
	size_t n = m->n_slots;
	m->n_slots *= 2;
	m->slots = ARENA_ARRAY(m->a, struct slot, m->n_slots);
	for (size_t i = 0; i < n; i++)
		if (old[i].used == m->life)
			*slot_of(m, old[i].key) = old[i];
}

uint64_t *map_put(struct map *m, uint64_t key)
{
	struct slot *s = slot_of(m, key);
	if (s->used == m->life)
		return &s->value;
	if ((m->n + 1) * 2 > m->n_slots) {
		rehash(m);
		s = slot_of(m, key);
	}
	*s = (struct slot){ key, 0, m->life };
	m->n++;
	return &s->value;
}

size_t map_count(const struct map *m)
{
	return m->n;
}

void map_clear(struct map *m)
{
	m->n = 0;
	if (++m->life == 0) {
		memset(m->slots, 0, m->n_slots * sizeof *m->slots);
		m->life = 1;
	}
}
