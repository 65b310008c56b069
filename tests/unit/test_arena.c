/* What is cleared and used again: arenas and maps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/map.h"

static void cleared_memory_is_zero(void **s)
{
	struct arena *a = arena_new(0);
	(void)s;
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 40; i++) {
			size_t n = i % 7 ? 5000 : 100000; /* some of them chunks of their own */
			unsigned char *p = arena_alloc(a, n);
			for (size_t k = 0; k < n; k++)
				assert_int_equal(p[k], 0);
			memset(p, 0xa5, n);
		}
		arena_clear(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
}

static void a_cleared_map_is_empty(void **s)
{
	struct arena *a = arena_new(0);
	struct map *m = map_new(a);
	(void)s;
	for (uint64_t round = 1; round < 5; round++) {
		for (uint64_t k = 0; k < 100 * round; k++) {
			assert_null(map_get(m, k));
			*map_put(m, k) = k * round;
		}
		assert_int_equal(map_count(m), 100 * round);
		for (uint64_t k = 0; k < 100 * round; k++)
			assert_int_equal(*map_get(m, k), k * round);
		map_clear(m);
		assert_int_equal(map_count(m), 0);
		assert_int_equal(*map_put(m, 7), 0);
		map_clear(m);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cleared_memory_is_zero),
		cmocka_unit_test(a_cleared_map_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
