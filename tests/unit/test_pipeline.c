/* The trust boundary: what a jailed child sends is taken as it is meant, or refused; changed bytes never do harm. */
#include "pipeline/pipeline.h"
#include "pipeline/protocol.h"
#include "pipeline/wire.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct plan *sample(struct arena *a)
{
	struct plan *p = ARENA_NEW(a, struct plan);
	struct plan_driver *d = VEC_PUSH(a, &p->drivers);
	struct plan_unit *u;
	*d = (struct plan_driver){ .name = STR("toaster"),
				   .project = STR("func/toaster.vcxproj"),
				   .config = STR("Release|x64") };
	d->framework = PLAN_KMDF;
	d->fw_major = 1;
	d->fw_minor = 33;
	d->driver = true;
	d->why_not = STR("");
	u = VEC_PUSH(a, &d->units);
	*u = (struct plan_unit){ .path = STR("func/a.c"), .library = STR("") };
	*VEC_PUSH(a, &u->includes) = STR("inc");
	*VEC_PUSH(a, &u->macros) = (struct plan_macro){ STR("A"), STR("1") };
	*VEC_PUSH(a, &d->notes) = STR("a note");
	*VEC_PUSH(a, &p->skipped) = STR("x: why");
	return p;
}

static void plan_there_and_back(void **state)
{
	struct arena *a = arena_new(0);
	struct err e = { 0 };
	struct buf b;
	struct plan *p;
	(void)state;
	buf_init(&b, 1 << 20);
	plan_put(sample(a), &b);
	p = plan_get(a, buf_view(&b), &e);
	assert_non_null(p);
	assert_int_equal(p->drivers.n, 1);
	assert_true(str_is(p->drivers.v[0].units.v[0].path, "func/a.c"));
	assert_true(str_is(p->drivers.v[0].units.v[0].includes.v[0], "inc"));
	assert_true(str_is(p->drivers.v[0].units.v[0].macros.v[0].value, "1"));
	assert_int_equal(p->drivers.v[0].fw_minor, 33);
	assert_true(str_is(p->skipped.v[0], "x: why"));
	buf_free(&b);
	arena_free(a);
}

/* Every byte of a good plan turned over, and every cut: an error or a plan whose paths are plain, never more. */
static void plan_changed(void **state)
{
	struct arena *a = arena_new(0);
	struct buf b;
	(void)state;
	buf_init(&b, 1 << 20);
	plan_put(sample(a), &b);
	for (size_t i = 0; i < b.n * 3; i++) {
		struct arena *mine = arena_new(64 << 20);
		struct err e = { 0 };
		char *copy = malloc(b.n), with = i / b.n == 0 ? (char)0xff : i / b.n == 1 ? 1 : '/';
		struct plan *p;
		memcpy(copy, b.s, b.n);
		copy[i % b.n] = (char)(copy[i % b.n] ^ with);
		p = plan_get(mine, (struct str){ copy, b.n }, &e);
		assert_true(p || e.code == ERR_CHILD);
		if (p && p->drivers.n && p->drivers.v[0].units.n)
			assert_true(path_good(p->drivers.v[0].units.v[0].path));
		assert_null(plan_get(mine, (struct str){ copy, i % b.n }, &e));
		free(copy);
		arena_free(mine);
	}
	buf_free(&b);
	arena_free(a);
}

static void paths(void **state)
{
	static const char *const good[] = { "a.c", "a/b.c", "..a/b..", ".a", "\xc3\xbc.c", "a b", "a:b" };
	static const char *const bad[] = { "",	"/a",  "a/",   "a//b", "..",	   "../a",   "a/../b",	  "a/..",
					   ".", "./a", "a\\b", "a\nb", "a\x1b[1m", "\xff.c", "a/\xc0\x80" };
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(path_good(str_from(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(path_good(str_from(bad[i])));
}

static void texts(void **state)
{
	struct arena *a = arena_new(0);
	(void)state;
	assert_true(str_is(text_clean(a, STR("a\x1b[31m\tb\n"), 100), "a [31m\tb\n"));
	assert_true(str_is(text_clean(a, STR("\xff\xc3\xbc"), 100), "\xef\xbf\xbd\xc3\xbc"));
	assert_true(str_is(text_clean(a, STR("a\0b"), 100), "a b"));
	assert_true(str_is(text_clean(a, STR("abcdef"), 3), "abc"));
	arena_free(a);
}

static void findings(void **state)
{
	static const char form[] =
		"{\"rule\":\"%s\",\"severity\":\"warning\",\"strength\":\"contract\",\"driver\":\"d\","
		"\"at\":{\"file\":\"%s\",\"line\":%s,\"column\":1,\"function\":\"f\"},\"message\":\"m\","
		"\"identity\":\"\",\"fix\":\"\",\"fact\":\"f\",\"steps\":[],\"docs\":[],\"edits\":[],\"related\":[]}";
	static const struct {
		const char *rule, *file, *line;
		bool good;
	} tries[] = {
		{ "sync-send-at-dispatch", "a.c", "7", true },
		{ "no-such-rule", "a.c", "7", false },
		{ "sync-send-at-dispatch", "b.c", "7", false },
		{ "sync-send-at-dispatch", "/etc/passwd", "7", false },
		{ "sync-send-at-dispatch", "../../etc", "7", false },
		{ "sync-send-at-dispatch", "a.c", "0", false },
		{ "sync-send-at-dispatch", "a.c", "-1", false },
		{ "sync-send-at-dispatch", "a.c", "99999999999", false },
		{ "sync-send-at-dispatch", "a.c", "\"7\"", false },
	};
	struct arena *a = arena_new(0);
	char dir[] = "/tmp/ringcheck-test-XXXXXX";
	int root, fd;
	(void)state;
	assert_non_null(mkdtemp(dir));
	root = open(dir, O_RDONLY | O_DIRECTORY);
	fd = openat(root, "a.c", O_WRONLY | O_CREAT, 0600);
	close(fd);
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		char json[1024];
		struct finding f = { 0 };
		struct err e = { 0 };
		bool got;
		snprintf(json, sizeof json, form, tries[i].rule, tries[i].file, tries[i].line);
		got = finding_get(a, str_from(json), root, &f, &e);
		if (got != tries[i].good)
			print_message("%zu: %s\n", i, e.text);
		assert_int_equal(got, tries[i].good);
	}
	unlinkat(root, "a.c", 0);
	close(root);
	rmdir(dir);
	arena_free(a);
}

static void small_messages(void **state)
{
	struct arena *a = arena_new(0);
	struct err e = { .code = ERR_INPUT, .text = "why not" }, got = { 0 };
	struct unit_report u = { 0 };
	struct str map, why;
	uint32_t unit;
	struct buf b;
	(void)state;
	buf_init(&b, 1000);
	error_put(&e, &b);
	error_get(a, buf_view(&b), &got);
	assert_int_equal(got.code, ERR_INPUT);
	assert_string_equal(got.text, "why not");
	error_get(a, STR("\xff\xff\xff\xff\0\0\0\0"), &got);
	assert_int_equal(got.code, ERR_CHILD);
	buf_clear(&b);
	unread_put(3, &e, &b);
	assert_true(unread_get(a, buf_view(&b), 4, &unit, &why, &got));
	assert_false(unread_get(a, buf_view(&b), 3, &unit, &why, &got));
	assert_false(unit_get(a, STR("\1\0\0\0"), &u, &got));
	assert_true(map_get_json(a, STR("{\"a\":[1]}"), &map, &got));
	assert_false(map_get_json(a, STR("[]"), &map, &got));
	assert_false(map_get_json(a, STR("{\"a\":1,\"a\":2}"), &map, &got));
	assert_false(map_get_json(a, STR("{\"a\":\"\\u0000\"}"), &map, &got));
	buf_free(&b);
	arena_free(a);
}

static void inputs(void **state)
{
	struct arena *a = arena_new(0);
	struct pipeline_input in = { 0 };
	struct err e = { 0 };
	char dir[] = "/tmp/ringcheck-test-XXXXXX", sub[64], one[64], two[64];
	const char *words[2];
	int archive;
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(sub, sizeof sub, "%s/sub", dir);
	snprintf(one, sizeof one, "%s/one.c", dir);
	snprintf(two, sizeof two, "%s/sub/two.c", dir);
	mkdir(sub, 0700);
	close(open(one, O_WRONLY | O_CREAT, 0600));
	close(open(two, O_WRONLY | O_CREAT, 0600));
	words[0] = dir;
	assert_true(pipeline_input_from(a, words, 1, &in, &archive, &e));
	assert_string_equal(in.root, dir);
	assert_int_equal(in.n_paths, 0);
	words[0] = two;
	words[1] = one;
	assert_true(pipeline_input_from(a, words, 2, &in, &archive, &e));
	assert_string_equal(in.root, dir);
	assert_true(str_is(in.paths[0], "sub/two.c") && str_is(in.paths[1], "one.c"));
	words[0] = "/no/such/thing";
	assert_false(pipeline_input_from(a, words, 1, &in, &archive, &e));
	scratch_remove(dir);
	assert_int_equal(access(dir, F_OK), -1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plan_there_and_back),
		cmocka_unit_test(plan_changed),
		cmocka_unit_test(paths),
		cmocka_unit_test(texts),
		cmocka_unit_test(findings),
		cmocka_unit_test(small_messages),
		cmocka_unit_test(inputs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
