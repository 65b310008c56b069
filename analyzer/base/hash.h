#ifndef RC_BASE_HASH_H
#define RC_BASE_HASH_H
/* Hashing for tables within one process: fast, not for identity or security (that is SHA-256). */
#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *p, size_t n);

static inline uint64_t hash_mix(uint64_t h, uint64_t v)
{
	h ^= v + 0x9e3779b97f4a7c15ULL + (h << 6) + (h >> 2);
	h *= 0xff51afd7ed558ccdULL;
	return h ^ (h >> 33);
}

#endif
