/* Frames: whole ones arrive whole however they are cut; anything else is a clear error. */
#include "base/frame.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static int fds[2];

static struct frame_reader reader(uint64_t max_frame, uint64_t max_total)
{
	struct frame_reader r;
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	frame_reader_init(&r, fds[0], 5, max_frame, max_total);
	return r;
}

static void done(struct frame_reader *r)
{
	frame_reader_free(r);
	close(fds[0]);
	close(fds[1]);
	fds[1] = -1;
}

static void byte_by_byte(void **state)
{
	struct frame_reader r = reader(100, 1000);
	unsigned char wire[FRAME_HEAD + 5];
	uint32_t head[3] = { FRAME_MAGIC, 2, 5 };
	struct err e = { 0 };
	struct frame f;
	(void)state;
	memcpy(wire, head, FRAME_HEAD);
	memcpy(wire + FRAME_HEAD, "abcde", 5);
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof wire; i++) {
			assert_int_equal(frame_read(&r, &f, &e), FRAME_AGAIN);
			assert_int_equal(write(fds[1], wire + i, 1), 1);
		}
		assert_int_equal(frame_read(&r, &f, &e), FRAME_READY);
		assert_int_equal(f.type, 2);
		assert_true(str_is(f.body, "abcde"));
	}
	close(fds[1]);
	assert_int_equal(frame_read(&r, &f, &e), FRAME_EOF);
	done(&r);
}

static void empty_and_several(void **state)
{
	struct frame_reader r = reader(100, 1000);
	struct err e = { 0 };
	struct frame f;
	char *mine;
	(void)state;
	assert_true(frame_write(fds[1], 1, STR(""), &e));
	assert_true(frame_write(fds[1], 5, STR("second"), &e));
	assert_true(frame_write(fds[1], 3, STR("third"), &e));
	assert_int_equal(frame_read(&r, &f, &e), FRAME_READY);
	assert_int_equal(f.body.n, 0);
	assert_int_equal(frame_read(&r, &f, &e), FRAME_READY);
	mine = frame_take(&r);
	assert_int_equal(frame_read(&r, &f, &e), FRAME_READY);
	assert_true(str_is(f.body, "third"));
	assert_string_equal(mine, "second");
	free(mine);
	done(&r);
}

static void large(void **state)
{
	struct frame_reader r = reader(1 << 20, 1 << 20);
	size_t n = 1 << 20;
	char *big = malloc(n);
	struct err e = { 0 };
	struct frame f;
	pid_t pid;
	(void)state;
	for (size_t i = 0; i < n; i++)
		big[i] = (char)(i * 7);
	pid = fork();
	if (pid == 0)
		_exit(!frame_write(fds[1], 4, (struct str){ big, n }, &e));
	close(fds[1]);
	for (;;) {
		enum frame_status s = frame_read(&r, &f, &e);
		if (s != FRAME_AGAIN) {
			assert_int_equal(s, FRAME_READY);
			break;
		}
	}
	assert_int_equal(f.body.n, n);
	assert_memory_equal(f.body.s, big, n);
	free(big);
	done(&r);
}

static void bad(const uint32_t head[3], const char *words)
{
	struct frame_reader r = reader(100, 150);
	struct err e = { 0 };
	struct frame f;
	assert_int_equal(write(fds[1], head, FRAME_HEAD), FRAME_HEAD);
	close(fds[1]);
	assert_int_equal(frame_read(&r, &f, &e), FRAME_BAD);
	assert_non_null(strstr(e.text, words));
	done(&r);
}

static void broken(void **state)
{
	(void)state;
	bad((uint32_t[3]){ 0x12345678, 1, 1 }, "magic");
	bad((uint32_t[3]){ FRAME_MAGIC, 0, 1 }, "unknown type 0");
	bad((uint32_t[3]){ FRAME_MAGIC, 6, 1 }, "unknown type 6");
	bad((uint32_t[3]){ FRAME_MAGIC, 1, 101 }, "limit 100");
	bad((uint32_t[3]){ FRAME_MAGIC, 1, 50 }, "ends inside");
}

static void over_total(void **state)
{
	struct frame_reader r = reader(100, 150);
	static char block[100];
	struct err e = { 0 };
	struct frame f;
	(void)state;
	assert_true(frame_write(fds[1], 1, (struct str){ block, 100 }, &e));
	assert_true(frame_write(fds[1], 1, (struct str){ block, 51 }, &e));
	assert_int_equal(frame_read(&r, &f, &e), FRAME_READY);
	assert_int_equal(frame_read(&r, &f, &e), FRAME_BAD);
	assert_int_equal(e.code, ERR_TOO_LARGE);
	done(&r);
}

static void nobody_reads(void **state)
{
	struct frame_reader r = reader(100, 150);
	struct err e = { 0 };
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	close(fds[0]);
	assert_false(frame_write(fds[1], 1, STR("x"), &e));
	assert_int_equal(e.code, ERR_IO);
	frame_reader_free(&r);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(byte_by_byte), cmocka_unit_test(empty_and_several), cmocka_unit_test(large),
		cmocka_unit_test(broken),	cmocka_unit_test(over_total),	     cmocka_unit_test(nobody_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
