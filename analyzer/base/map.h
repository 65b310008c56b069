#ifndef RC_BASE_MAP_H
#define RC_BASE_MAP_H
/* uint64_t -> uint64_t, in an arena. Any key. */
#include "base/arena.h"

struct map;

struct map *map_new(struct arena *a);
/* The value's place, or NULL where the key is not there. Valid until the next map_put. */
uint64_t *map_get(const struct map *m, uint64_t key);
/* The value's place, made (0) where the key is not there. Valid until the next map_put. */
uint64_t *map_put(struct map *m, uint64_t key);
size_t map_count(const struct map *m);
/* Empty again, at once; it keeps its room. */
void map_clear(struct map *m);

#endif
