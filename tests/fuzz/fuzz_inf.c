/* INF files of an upload, in whatever encoding. */
#include "source/inf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new((size_t)256 << 20);
	inf_wdf(inf_parse(a, (struct str){ (const char *)data, n }));
	arena_free(a);
	return 0;
}
