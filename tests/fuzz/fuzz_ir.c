/* The IR's text form comes from jailed children: the reader must survive anything. What it takes must print and read again. */
#include "ir/ir.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new((size_t)256 << 20);
	struct err e = { 0 };
	struct ir_unit *u = ir_read(a, (struct str){ (const char *)data, n }, &e);
	if (u) {
		struct buf b;
		buf_init(&b, (size_t)64 << 20);
		ir_print(u, &b);
		if (!b.full && !ir_read(a, buf_view(&b), &e))
			abort();
		buf_free(&b);
	}
	arena_free(a);
	return 0;
}
