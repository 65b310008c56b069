/* The text form: printing what was read gives the same bytes; hostile text gives an error and nothing worse. */
#include "ir/ir.h"
#include "ir_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static bool reads(const char *s, size_t n, struct buf *again, struct err *e)
{
	struct arena *a = arena_new(64 << 20);
	struct ir_unit *u = ir_read(a, (struct str){ s, n }, e);
	if (u && again)
		ir_print(u, again);
	arena_free(a);
	return u != NULL;
}

static void same_bytes(const char *in, const char *out)
{
	struct err e = { 0 };
	struct buf b;
	buf_init(&b, 1 << 20);
	if (!reads(in, strlen(in), &b, &e))
		fail_msg("%s", e.text);
	assert_string_equal(b.s, out);
	buf_free(&b);
}

static void test_round_trip(void **state)
{
	(void)state;
	same_bytes(ir_sample, ir_sample);
}

static void test_by_hand(void **state)
{
	(void)state;
	/* what a hand-written test may leave out, comments, CR LF, indentation */
	same_bytes(
		"# a test\r\nringcheck-ir 1\r\n\r\nunit \"t.c\"\r\nfunc \"f\"\r\n\tparam %x\r\nbb0:\r\n%x=%x\r\n ret %x\r\nend\r\n",
		"ringcheck-ir 1\nunit \"t.c\" lang=c framework=none\nfile 0 \"t.c\"\nfunc \"f\" defined\n"
		"  param %x\nbb0:\n  %x = %x\n  ret %x\nend\n");
}

#define HEAD "ringcheck-ir 1\nunit \"t.c\"\n"
#define FUNC HEAD "func \"f\"\nlocal %x\nbb0:\n"

static void test_errors_name_the_line(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "line 0: 'ringcheck-ir 1' expected" },
		{ "ringcheck-ir 2\n", "line 1: version 2 of the text form is not known here" },
		{ HEAD "nonsense\n", "line 3: unknown line 'nonsense'" },
		{ HEAD "type 2 int\n", "line 3: types are numbered from 1 without gaps" },
		{ HEAD "global \"g\"\nglobal \"g\"\n", "line 4: global of that name is there already" },
		{ HEAD "func \"f\"\n", "line 3: function without end" },
		{ HEAD "init \"f\"\n", "line 3: init names a function that is not here" },
		{ HEAD "diag \"x", "line 3: string without end" },
		{ HEAD "diag \"\\q\"", "line 3: unknown escape in a string" },
		{ FUNC "%y = 1\n", "line 6: no variable of that name" },
		{ FUNC "@y = 1\n", "line 6: no global of that name" },
		{ FUNC "%x = fly 1\n", "line 6: unknown operation 'fly'" },
		{ FUNC "%x = 99999999999999999999\n", "line 6: number too large" },
		{ FUNC "%x = 1 2\n", "line 6: something left over at the end of the line" },
		{ FUNC "bb2:\n", "line 6: blocks are numbered from 0 without gaps" },
		{ FUNC "%x = bin ge 1\n", "line 6: ',' expected" },
		{ FUNC "%x[&%x] = 1\n", "line 6: an index is a number or a path" },
		{ FUNC "ret +shiny\n", "line 6: unknown flag" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = { 0 };
		assert_false(reads(cases[i].text, strlen(cases[i].text), NULL, &e));
		assert_string_equal(e.text, cases[i].error);
		assert_int_equal(e.code, ERR_INPUT);
	}
}

static void test_every_truncation(void **state)
{
	size_t n = strlen(ir_sample);
	(void)state;
	for (size_t i = 0; i < n; i++) {
		/* an own allocation of the exact size lets the address sanitizer see a step too far */
		char *s = malloc(i + 1);
		struct err e = { 0 };
		assert_non_null(s);
		memcpy(s, ir_sample, i);
		if (!reads(s, i, NULL, &e))
			assert_int_equal(e.code, ERR_INPUT);
		free(s);
	}
}

static uint64_t rng = 88172645463325252ULL;
static uint64_t next_random(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	return rng ^= rng << 17;
}

static void test_random_damage(void **state)
{
	size_t n = strlen(ir_sample);
	char *s = malloc(n);
	(void)state;
	assert_non_null(s);
	for (unsigned i = 0; i < 20000; i++) {
		struct err e = { 0 };
		struct buf b;
		unsigned hits = 1 + (unsigned)(next_random() % 4);
		memcpy(s, ir_sample, n);
		while (hits--) {
			size_t at = next_random() % n;
			if (next_random() & 1)
				s[at] = (char)(next_random() & 0xff);
			else
				s[at] = s[next_random() % n];
		}
		buf_init(&b, 1 << 20);
		/* what is still readable must print to something that reads again */
		if (reads(s, n, &b, &e) && !reads(b.s, b.n, NULL, &e))
			fail_msg("%s\n%s", e.text, b.s);
		buf_free(&b);
	}
	free(s);
}

static void test_depth_bombs(void **state)
{
	static const struct {
		const char *head, *unit, *tail;
		unsigned times;
	} bombs[] = {
		{ FUNC "%x", ".*", " = 1\nret\nend\n", 100000 },
		{ FUNC "%x", "[%x", "] = 1\nret\nend\n", 100000 },
		{ FUNC "ret ", "&", "%x\nend\n", 100000 },
		{ HEAD "type 1 record 0 {", " \"x\":1", " }\n", 100000 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
		struct err e = { 0 };
		struct buf b;
		buf_init(&b, 1 << 20);
		buf_puts(&b, bombs[i].head);
		for (unsigned k = 0; k < bombs[i].times; k++)
			buf_puts(&b, bombs[i].unit);
		buf_puts(&b, bombs[i].tail);
		assert_false(reads(b.s, b.n, NULL, &e));
		buf_free(&b);
	}
}

/* The wire format between processes: a slow reader would be felt. The gate is far below what it does (100 MB/s). */
static void test_speed(void **state)
{
	const char *tail = strstr(ir_sample, "bb0:\n"), *end = strstr(ir_sample, "  seh.enter");
	struct err e = { 0 };
	struct buf b;
	struct timespec t0, t1;
	double s;
	(void)state;
	buf_init(&b, 64 << 20);
	buf_add(&b, ir_sample, (size_t)(tail - ir_sample) + 5);
	while (b.n < 8 << 20)
		buf_add(&b, tail + 5, (size_t)(end - tail) - 5);
	buf_puts(&b, "  ret\nbb1:\n  ret\nbb2:\n  ret\nbb3:\n  ret\nbb4:\n  ret\nend\n");
	clock_gettime(CLOCK_MONOTONIC, &t0);
	{
		struct arena *a = arena_new(0);
		assert_non_null(ir_read(a, buf_view(&b), &e));
		clock_gettime(CLOCK_MONOTONIC, &t1);
		s = (double)(t1.tv_sec - t0.tv_sec) + (double)(t1.tv_nsec - t0.tv_nsec) / 1e9;
		print_message("read: %.0f MB/s, %.1f bytes of memory a byte of text\n", (double)b.n / 1e6 / s,
			      (double)arena_used(a) / (double)b.n);
		arena_free(a);
	}
	buf_free(&b);
	assert_true(s < 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_errors_name_the_line),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_random_damage),
		cmocka_unit_test(test_depth_bombs),
		cmocka_unit_test(test_speed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
