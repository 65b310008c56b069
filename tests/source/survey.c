/*
 * Prints the plan of a folder: `survey DIR [CONFIG [PATH...]]` as JSON. Used by tests/source/survey.py and by
 * hand; the command line's `dump` shows drivers as the engine sees them, this shows what the planner gave it.
 */
#include "base/buf.h"
#include "source/plan.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	struct arena *a = arena_new(0);
	struct str paths[64];
	struct buf b;
	struct err e = { 0 };
	size_t n = 0;
	for (int i = 3; i < argc && n < 64; i++)
		paths[n++] = str_from(argv[i]);
	struct plan *p = argc > 1 ? plan_make(a, argv[1], paths, n, str_from(argc > 2 ? argv[2] : ""), &e) : NULL;
	if (!p) {
		fprintf(stderr, "survey: %s: %s\n", err_word(e.code), e.text);
		return 2;
	}
	buf_init(&b, (size_t)256 << 20);
	plan_json(p, &b);
	fwrite(b.s, 1, b.n, stdout);
	putchar('\n');
	fprintf(stderr, "survey: %zu bytes of memory\n", arena_used(a));
	buf_free(&b);
	arena_free(a);
	return 0;
}
