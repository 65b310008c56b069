/* git's lists of changes and patches as they are, and as nobody should send them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/git.h"

#define OID "0123456789abcdef0123456789abcdef01234567"
#define NIL "0000000000000000000000000000000000000000"
#define M(from, to, s, path) ":" from " " to " " OID " " OID " " s "\0" path "\0"

#define READ(c, e, lit) changes_read(a, (struct str){ lit, sizeof(lit) - 1 }, (c), (e))

static void lists(void **state)
{
	struct arena *a = arena_new(0);
	struct changes c = { 0 };
	struct err e = { 0 };
	const struct change *x;
	(void)state;
	assert_true(READ(&c, &e,
			 M("100644", "100644", "M", "a.c") ":000000 100644 " NIL " " OID " A\0new\nline.c\0"
							   ":100644 000000 " OID " " NIL
							   " D\0old.c\0" M("100644", "100755", "R097", "from.c\0to.c")
								   M("120000", "120000", "M",
								     "link.c") M("160000", "160000", "M", "sub.c")
									   M("100644", "120000", "T", "kind.c")));
	assert_int_equal(c.v.n, 7);
	x = changes_find(&c, STR("to.c"));
	assert_true(x && x->status == 'R' && str_is(x->old, "from.c") && x->file);
	assert_ptr_equal(changes_from(&c, STR("from.c")), x);
	assert_null(changes_from(&c, STR("to.c")));
	assert_true(changes_find(&c, STR("new\nline.c"))->status == 'A' &&
		    changes_find(&c, STR("new\nline.c"))->old_oid.n == 0);
	assert_false(changes_find(&c, STR("link.c"))->file);
	assert_int_equal(changes_find(&c, STR("sub.c"))->oid.n, 0);
	assert_int_equal(changes_find(&c, STR("kind.c"))->status, 'M');
	arena_free(a);
}

static void lines(void **state)
{
	struct arena *a = arena_new(0);
	struct changes c = { 0 };
	struct err e = { 0 };
	const struct change *x, *bin;
	(void)state;
	assert_true(READ(
		&c, &e,
		M("100644", "100644", "M", "a.c")
			M("100644", "100644", "M",
			  "b.c") "\0"
				 "diff --git a/a.c b/a.c\nindex 1..2 100644\n--- a/a.c\n+++ b/a.c\n"
				 "@@ -2,0 +3,2 @@ int f(void)\n+diff --git a/evil b/evil\n+@@ -1 +1 @@\n"
				 "@@ -5 +7 @@\n-old\n+new\n\\ No newline at end of file\n"
				 "@@ -8,2 +9,0 @@\n-x\n-y\n"
				 "diff --git a/b.c b/b.c\nindex 1..2 100644\nBinary files a/b.c and b/b.c differ\n"));
	x = changes_find(&c, STR("a.c"));
	bin = changes_find(&c, STR("b.c"));
	assert_true(x->lines && x->hunks.n == 3);
	assert_false(bin->lines);
	assert_true(change_touches(x, 3) && change_touches(x, 4) && change_touches(x, 7));
	assert_false(change_touches(x, 2) || change_touches(x, 5) || change_touches(x, 9) || change_touches(bin, 1));
	assert_int_equal(change_line(x, 2), 2);
	assert_int_equal(change_line(x, 3), 5);
	assert_int_equal(change_line(x, 5), 0);
	assert_int_equal(change_line(x, 7), 9);
	assert_int_equal(change_line(x, 8), 0);
	assert_int_equal(change_line(x, 10), 10);
	assert_int_equal(change_line(bin, 1), 0);
	assert_int_equal(change_line(NULL, 4), 4);
	arena_free(a);
}

static void bad(void **state)
{
	struct arena *a = arena_new(0);
	struct changes c = { 0 };
	struct err e = { 0 };
	(void)state;
	assert_false(READ(&c, &e, ":100644"));
	assert_false(READ(&c, &e, ":100644 100644 12 34 M\0a\0"));
	assert_false(READ(&c, &e, M("100644", "100644", "R100", "a")));
	assert_false(READ(&c, &e, M("100644", "100644", "M", "a") "\0diff --git a b\n@@ -1,3 +1 @@\n-a\n+b\n"));
	assert_false(READ(&c, &e, M("100644", "100644", "M", "a") "\0diff --git a b\n@@ -0,0 +0,0 @@\n"));
	assert_false(READ(&c, &e, M("100644", "100644", "M", "a") "\0diff --git a b\n@@ -9999999999 +1 @@\n"));
	assert_false(
		READ(&c, &e,
		     M("100644", "100644", "M", "a") "\0diff --git a b\n@@ -5 +5 @@\n-a\n+b\n@@ -4 +4 @@\n-a\n+b\n"));
	assert_false(READ(&c, &e, M("100644", "100644", "M", "a") "\0diff --git a b\ndiff --git a b\n"));
	assert_int_equal(e.code, ERR_CHILD);
	arena_free(a);
}

static void many(void **state)
{
	struct arena *a = arena_new(0);
	struct changes c = { 0 };
	struct err e = { 0 };
	struct buf b;
	(void)state;
	buf_init(&b, 64 << 20);
	for (int i = 0; i < CHANGES_FILES + 5; i++) {
		buf_puts(&b, ":100644 100644 " OID " " OID " M");
		buf_putc(&b, 0);
		buf_printf(&b, "f%d.c", i);
		buf_putc(&b, 0);
	}
	assert_true(changes_read(a, buf_view(&b), &c, &e));
	assert_true(c.cut && c.v.n == CHANGES_FILES);
	buf_clear(&b);
	changes_json(&c, &b);
	assert_true(str_ends(buf_view(&b), STR("{\"cut\":true}]")));
	buf_free(&b);
	arena_free(a);
}

static void names(void **state)
{
	struct arena *a = arena_new(0);
	struct git_url u;
	struct err e = { 0 };
	(void)state;
	assert_true(git_matters(STR("a/B.C")) && git_matters(STR("x.VCXPROJ")) && git_matters(STR("d/SOURCES")) &&
		    git_matters(STR("m.man")));
	assert_false(git_matters(STR("a.png")) || git_matters(STR("README")) || git_matters(STR("c")));
	assert_true(git_url_split(a, STR("https://Git.Example:8443/x/y.git"), &u, &e));
	assert_true(u.tls && u.port == 8443 && str_is(u.host, "git.example"));
	assert_true(git_url_split(a, STR("http://h/x"), &u, &e) && !u.tls && u.port == 80);
	assert_false(
		git_url_split(a, STR("ssh://h/x"), &u, &e) || git_url_split(a, STR("file:///etc"), &u, &e) ||
		git_url_split(a, STR("https://u:p@h/x"), &u, &e) || git_url_split(a, STR("https://h:0/x"), &u, &e) ||
		git_url_split(a, STR("https://[::1]/x"), &u, &e) || git_url_split(a, STR("https://h\n/x"), &u, &e) ||
		git_url_split(a, STR("https://-h/x"), &u, &e) || git_url_split(a, STR("--upload-pack=x"), &u, &e));
	assert_true(git_sha_ok(STR(OID)));
	assert_false(git_sha_ok(STR("HEAD")) || git_sha_ok(STR("--all")));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lists), cmocka_unit_test(lines), cmocka_unit_test(bad),
					    cmocka_unit_test(many), cmocka_unit_test(names) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
