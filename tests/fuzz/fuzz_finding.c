/* Findings cross from the check child as JSON. */
#include "report/finding_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct err e = { 0 };
	struct finding f;
	finding_read(a, (struct str){ (const char *)data, n }, &f, &e);
	arena_free(a);
	return 0;
}
