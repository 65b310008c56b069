/* Trees, paths and encodings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/source/fixture.h"

#include "source/path.h"
#include "source/text.h"
#include "source/tree.h"

static void joined(struct arena *a, const char *folder, const char *rel, const char *want)
{
	struct str out;
	bool ok = path_join(a, str_from(folder), str_from(rel), &out);
	assert_int_equal(ok, want != NULL);
	if (want && !str_is(out, want))
		fail_msg("%s + %s gave " STR_FMT, folder, rel, STR_ARG(out));
}

static void test_paths(void **state)
{
	struct fixture *f = *state;
	joined(f->a, "a/b", "..\\inc\\x.h", "a/inc/x.h");
	joined(f->a, "", ".\\x\\.\\y", "x/y");
	joined(f->a, "a", "..", "");
	joined(f->a, "a", "\"b c\\d\"", "a/b c/d");
	joined(f->a, "a", "..\\..\\x", NULL);
	joined(f->a, "a", "C:\\x", NULL);
	joined(f->a, "a", "\\\\server\\x", NULL);
	joined(f->a, "a", "/etc/passwd", NULL);
	joined(f->a, "a", "b\\..\\..\\..\\x", NULL);
	assert_true(str_is(path_ext(STR("a.b/c.CPP")), ".CPP"));
	assert_true(str_is(path_stem(STR("a.b/c")), "c"));
	assert_true(path_is_cplusplus(STR("X.CPP")) && path_is_source(STR("x.C")));
	assert_true(path_under(STR("a/b"), STR("a")) && !path_under(STR("ab"), STR("a")));
}

static void decoded(struct arena *a, const char *raw, size_t n, const char *want, enum text_encoding enc)
{
	enum text_encoding got;
	struct str out;
	bool ok = source_text(a, (struct str){ raw, n }, &out, &got);
	assert_int_equal(got, enc);
	assert_int_equal(ok, want != NULL);
	if (want)
		assert_true(str_is(out, want));
}

static void test_encodings(void **state)
{
	struct fixture *f = *state;
	decoded(f->a, "\xef\xbb\xbfint", 6, "int", TEXT_UTF8_BOM);
	decoded(f->a, "\xff\xfei\0\xe4\0", 6, "i\xc3\xa4", TEXT_UTF16LE);
	decoded(f->a, "\xfe\xff\0i\0\xe4", 6, "i\xc3\xa4", TEXT_UTF16BE);
	decoded(f->a, "i\0n\0t\0;\0", 8, "int;", TEXT_UTF16LE);
	decoded(f->a, "\xff\xfe\x3d\xd8\x00\xde", 6, "\xf0\x9f\x98\x80", TEXT_UTF16LE);
	decoded(f->a, "\xff\xfe\x3d\xd8x\0", 6, "\xef\xbf\xbdx", TEXT_UTF16LE);
	decoded(f->a, "caf\xe9 \x80", 6, "caf\xc3\xa9 \xe2\x82\xac", TEXT_CP1252);
	decoded(f->a, "caf\xc3\xa9", 5, "caf\xc3\xa9", TEXT_UTF8);
	decoded(f->a, "MZ\x90\0\x03\0\0\0\x04", 9, NULL, TEXT_BINARY);
	decoded(f->a, "", 0, "", TEXT_UTF8);
}

static void test_tree(void **state)
{
	struct fixture *f = *state;
	char link[128], secret[128];
	struct str text;
	put(f, "Inc/Public.H", "x");
	put(f, "src/a.c", "y");
	put(f, "src/A.c", "z");
	put(f, ".git/config", "no");
	put_bytes(f, "src/b.c", "\0\1\2", 3);
	snprintf(link, sizeof link, "%s/evil.h", f->root);
	assert_int_equal(symlink("/etc/passwd", link), 0);
	snprintf(link, sizeof link, "%s/up.h", f->root);
	assert_int_equal(symlink("../../etc/passwd", link), 0);
	snprintf(link, sizeof link, "%s/src/pub.h", f->root);
	assert_int_equal(symlink("../Inc/Public.H", link), 0);
	snprintf(link, sizeof link, "%s/loop", f->root);
	assert_int_equal(symlink(".", link), 0);
	struct tree *t = tree_open(f->a, f->root, &f->e);
	assert_non_null(t);
	assert_true(str_is(tree_file(t, STR("inc/public.h"))->path, "Inc/Public.H"));
	assert_true(str_is(tree_file(t, STR("src/A.c"))->path, "src/A.c"));
	assert_true(str_is(tree_file(t, STR("src/a.c"))->path, "src/a.c"));
	assert_null(tree_find(t, STR("evil.h")));
	assert_null(tree_find(t, STR("up.h")));
	assert_null(tree_find(t, STR("loop")));
	assert_null(tree_find(t, STR(".git")));
	assert_int_equal(tree_notes(t), 3);
	assert_true(tree_text(t, f->a, tree_file(t, STR("src/pub.h")), TREE_FILE_MAX, &text, &f->e));
	assert_true(str_is(text, "x"));
	assert_false(tree_text(t, f->a, tree_file(t, STR("src/b.c")), TREE_FILE_MAX, &text, &f->e));
	assert_non_null(strstr(f->e.text, "binary"));
	assert_non_null(tree_named(t, STR("PUBLIC.h"), NULL));
	/* A file that becomes a link after the walk is not followed. */
	snprintf(secret, sizeof secret, "%s/src/a.c", f->root);
	assert_int_equal(unlink(secret), 0);
	assert_int_equal(symlink("/etc/passwd", secret), 0);
	assert_false(tree_read(t, f->a, tree_file(t, STR("src/a.c")), 1000, &text, &f->e));
	assert_false(tree_read(t, f->a, tree_file(t, STR("Inc/Public.H")), 0, &text, &f->e));
	assert_int_equal(f->e.code, ERR_TOO_LARGE);
	tree_close(t);
	assert_null(tree_open(f->a, "/nonexistent-folder", &f->e));
	assert_int_equal(f->e.code, ERR_NOT_FOUND);
}

static void test_deep(void **state)
{
	struct fixture *f = *state;
	char path[800];
	for (size_t i = 0; i < 160; i += 2)
		memcpy(path + i, "d/", 2);
	memcpy(path + 160, "x.c", 4);
	put(f, path, "");
	struct tree *t = tree_open(f->a, f->root, &f->e);
	assert_non_null(t);
	assert_int_equal(tree_count(t), 1 + TREE_DEPTH);
	assert_int_equal(tree_notes(t), 1);
	tree_close(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_paths, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_encodings, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_tree, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_deep, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
