/* git's list of changes with its patch: names and numbers of a hostile repository. */
#include "git/changes.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *a = arena_new(256 << 20);
	struct changes c = { 0 };
	struct err e = { 0 };
	struct buf b;
	buf_init(&b, 64 << 20);
	if (changes_read(a, (struct str){ (const char *)data, size }, &c, &e)) {
		changes_json(&c, &b);
		for (size_t i = 0; i < c.v.n; i++)
			for (uint32_t line = 0; line < 20; line++)
				if (change_touches(&c.v.v[i], line) && !c.v.v[i].lines)
					abort();
				else
					change_line(&c.v.v[i], line);
	}
	buf_free(&b);
	arena_free(a);
	return 0;
}
