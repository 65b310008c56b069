/* Annotations are the driver author's text. */
#include "facts/sal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct sal_facts facts = { 0 };
	sal_parse(a, (struct str){ (const char *)data, n }, &facts);
	sal_expr_parse(a, (struct str){ (const char *)data, n });
	arena_free(a);
	return 0;
}
