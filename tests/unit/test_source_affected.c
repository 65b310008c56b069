/* Which drivers a change can affect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/source/fixture.h"

#define PROJECT(item)                                                                                                \
	"<Project xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"><PropertyGroup>"                     \
	"<ConfigurationType>Driver</ConfigurationType><DriverType>KMDF</DriverType></PropertyGroup><ItemGroup>" item \
	"</ItemGroup></Project>"

/* "1" for each driver that is affected, by name: a, b, c. */
static const char *after(struct fixture *f, const char *path, bool moved, const char *also)
{
	struct plan_change change = { str_from(path), moved };
	struct str name = str_from(also);
	struct plan_changed in = { &change, 1, &name, also ? 1 : 0 };
	struct err e = { 0 };
	struct plan *p = plan_make_changed(f->a, f->root, NULL, 0, STR(""), &in, &e);
	char *out = arena_printf(f->a, "%s", "???");
	assert_non_null(p);
	for (int i = 0; i < 3; i++) {
		const char one[2] = { (char)('a' + i), 0 };
		out[i] = driver_named(p, one)->unaffected ? '0' : '1';
	}
	return out;
}

static void test_affected(void **state)
{
	struct fixture *f = *state;
	put(f, "a/a.vcxproj", PROJECT("<ClCompile Include=\"a.c\"/>"));
	put(f, "b/b.vcxproj", PROJECT("<ClCompile Include=\"b.c\"/>"));
	put(f, "c/c.vcxproj", PROJECT("<ClCompile Include=\"*.c\"/>"));
	put(f, "a/a.c", KMDF_C "\n#include \"../inc/Shared.h\"\n#include \"msg.h\"\n");
	put(f, "b/b.c", KMDF_C "\n#include \"..\\inc\\shared.h\"\n");
	put(f, "c/c.c", KMDF_C "\n#include \"gone.h\"\n");
	put(f, "inc/shared.h", "#include \"deep.h\"\n"), put(f, "inc/deep.h", ""), put(f, "a/a.inx", "");
	put(f, "a/msg.mc", ""), put(f, "other/unused.h", "");
	assert_string_equal(after(f, "a/a.c", false, NULL), "100");
	assert_string_equal(after(f, "inc/deep.h", false, NULL), "110");
	assert_string_equal(after(f, "other/unused.h", false, NULL), "000");
	assert_string_equal(after(f, "README.md", false, NULL), "000");
	assert_string_equal(after(f, "README.md", false, "b"), "010");
	assert_string_equal(after(f, "b/b.vcxproj", false, NULL), "010");
	assert_string_equal(after(f, "a/a.inx", false, NULL), "100");
	assert_string_equal(after(f, "a/msg.mc", false, NULL), "100");
	assert_string_equal(after(f, "any/build.props", false, NULL), "111");
	/* A header that went away, or came before another one of its name. */
	assert_string_equal(after(f, "inc/gone.h", true, NULL), "001");
	assert_string_equal(after(f, "b/deep.h", true, NULL), "110");
	/* A source of a wildcard. */
	assert_string_equal(after(f, "c/old.c", true, NULL), "001");
	/* A macro names the header: which one it is, is not known. */
	put(f, "c/c.c", KMDF_C "\n#include CONFIG_HEADER\n");
	assert_string_equal(after(f, "other/unused.h", false, NULL), "001");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(test_affected, fixture_setup,
									    fixture_teardown) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
