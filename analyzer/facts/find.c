#include "facts/find.h"

int facts_cmp(struct str name, const char *z)
{
	size_t zn = strlen(z), n = name.n < zn ? name.n : zn;
	int c = n ? memcmp(name.s, z, n) : 0;
	if (c)
		return c < 0 ? -1 : 1;
	return (name.n > zn) - (name.n < zn);
}

const void *facts_find(const void *table, size_t n, size_t elem, struct str name)
{
	const char *base = table;
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const char *const *at = (const void *)(base + mid * elem);
		int c = facts_cmp(name, *at);
		if (c == 0)
			return at;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}
