/* Secrets at rest: what was sealed comes back under the same key only, and never twice as the same bytes. */
#include "base/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_B "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static struct seal_key key(const char *hex)
{
	struct seal_key k;
	struct err e = { 0 };
	assert_true(seal_key_read(&k, hex, "", &e));
	assert_true(k.set);
	return k;
}

static void round_trip(void **state)
{
	struct seal_key a = key(KEY_A), b = key(KEY_B);
	struct buf one, two, back;
	struct err e = { 0 };
	(void)state;
	buf_init(&one, 4096);
	buf_init(&two, 4096);
	buf_init(&back, 4096);
	assert_true(seal_put(&a, STR("ghs_token"), &one, &e));
	assert_true(seal_put(&a, STR("ghs_token"), &two, &e));
	assert_true(one.n == two.n && memcmp(one.s, two.s, one.n) != 0);
	assert_null(memmem(one.s, one.n, "ghs_token", 9));
	assert_true(seal_get(&a, buf_view(&one), &back, &e));
	assert_true(str_is(buf_view(&back), "ghs_token"));
	seal_wipe(&back);
	assert_false(seal_get(&b, buf_view(&one), &back, &e));
	assert_int_equal(e.code, ERR_DENIED);
	for (size_t i = 0; i < one.n; i++) {
		one.s[i] ^= 1;
		assert_false(seal_get(&a, buf_view(&one), &back, &e));
		one.s[i] ^= 1;
		assert_false(seal_get(&a, (struct str){ one.s, i }, &back, &e));
	}
	assert_int_equal(back.n, 0);
	buf_free(&one);
	buf_free(&two);
	buf_free(&back);
}

static void keys(void **state)
{
	char path[] = "/tmp/seal-XXXXXX";
	struct seal_key k;
	struct buf b;
	struct err e = { 0 };
	int fd = mkstemp(path);
	(void)state;
	assert_true(seal_key_read(&k, "", "", &e));
	assert_false(k.set);
	buf_init(&b, 100);
	assert_false(seal_put(&k, STR("x"), &b, &e));
	assert_non_null(strstr(e.text, "secret_key_file"));
	assert_false(seal_key_read(&k, "0011", "", &e));
	assert_false(seal_key_read(&k, "", "/does/not/exist", &e));
	assert_int_equal(write(fd, KEY_A "\n", 65), 65);
	assert_true(seal_key_read(&k, "", path, &e));
	assert_true(k.set && k.k[1] == 1 && k.k[31] == 0x1f);
	close(fd);
	unlink(path);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(round_trip), cmocka_unit_test(keys) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
