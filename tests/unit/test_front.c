/*
 * Each file of tests/front/cases is lowered; the texts of its "ir:" comments must occur in the printed IR in that
 * order, those of "ir-any:" anywhere, those of "ir-not:" nowhere. Nothing of the machine (absolute paths) may occur in it, and it has to verify.
 * A case that starts with "kmdf: 1.N" is a driver of that version; the others are of the newest. "wpp:" comments define
 * the project's trace functions.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "front/front.h"

#define CASES "tests/front/cases"

static struct str read_all(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = arena_alloc(a, 1 << 16);
	size_t n;
	assert_non_null(f);
	n = fread(text, 1, (1 << 16) - 1, f);
	fclose(f);
	return (struct str){ text, n };
}

/* Type numbers change with every header: "bin lt:10 %n" becomes "bin lt %n". */
static void drop_types(struct buf *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++) {
		if (b->s[i] == ':' && i && b->s[i - 1] >= 'a' && b->s[i - 1] <= 'z' && b->s[i + 1] >= '0' &&
		    b->s[i + 1] <= '9')
			while (b->s[i + 1] >= '0' && b->s[i + 1] <= '9')
				i++;
		else
			b->s[n++] = b->s[i];
	}
	b->n = n;
	b->s[n] = 0;
}

/* Every wanted text, in order; prints what is missing. */
static int check(const char *name, struct str source, struct str ir)
{
	const char *at = ir.s, *want = source.s;
	int bad = 0;
	while ((want = strstr(want, "/* ir"))) {
		char text[256];
		const char *end = strstr(want, " */"), *hit;
		bool any = strncmp(want, "/* ir-any: ", 11) == 0, none = strncmp(want, "/* ir-not: ", 11) == 0;
		want += any || none ? 11 : 7;
		snprintf(text, sizeof text, "%.*s", (int)(end - want), want);
		hit = strstr(any || none ? ir.s : at, text);
		if (none && hit) {
			printf("%s: `%s` occurs\n", name, text);
			bad++;
		} else if (none || (any && hit)) {
			continue;
		} else if (!hit) {
			printf("%s: no `%s` after here:\n%.600s\n", name, text, at);
			bad++;
		} else {
			at = hit + strlen(text);
		}
	}
	return bad;
}

static void trace_functions(struct arena *a, struct str source, struct plan_driver *d)
{
	const char *at = source.s;
	while ((at = strstr(at, "/* wpp: "))) {
		struct str words = { at + 8, strcspn(at + 8, " ") };
		*VEC_PUSH(a, &d->wpp) = (struct plan_wpp){ { words.s, strcspn(words.s, "({") }, words };
		at += 8;
	}
}

static int one(struct front *f, const char *name)
{
	struct arena *a = arena_new(0);
	struct plan_driver d = {
		.name = STR("case"), .framework = PLAN_KMDF, .fw_major = 1, .fw_minor = 33, .driver = true
	};
	struct plan_unit pu = { .path = str_from(name) };
	char path[PATH_MAX];
	struct err e = { 0 };
	struct ir_unit *u;
	struct str source;
	struct buf b;
	int bad;
	pu.cplusplus = strstr(name, ".cpp") != NULL;
	snprintf(path, sizeof path, CASES "/%s", name);
	source = read_all(a, path);
	if (str_starts(source, STR("/* kmdf: 1.")))
		d.fw_minor = (uint32_t)strtoul(source.s + 11, NULL, 10);
	trace_functions(a, source, &d);
	u = front_unit(f, a, &d, &pu, &e);
	if (!u) {
		printf("%s: %s\n", name, e.text);
		arena_free(a);
		return 1;
	}
	buf_init(&b, 1 << 24);
	ir_print(u, &b);
	drop_types(&b);
	bad = check(name, source, buf_view(&b));
	if (!ir_verify(u, &e)) {
		printf("%s: %s\n", name, e.text);
		bad++;
	}
	if (strstr(b.s, "/tests/front") || strstr(b.s, "root:")) {
		printf("%s: something of the machine is in the IR\n", name);
		bad++;
	}
	buf_free(&b);
	arena_free(a);
	return bad;
}

static void test_cases(void **state)
{
	struct front_config c = { .root = CASES, .model_dir = "analyzer/model/include" };
	struct err e = { 0 };
	struct front *f = front_open(&c, &e);
	struct dirent **list = NULL;
	int n = scandir(CASES, &list, NULL, alphasort), bad = 0;
	(void)state;
	assert_non_null(f);
	assert_true(n > 2);
	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.')
			bad += one(f, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	front_close(f);
	assert_int_equal(bad, 0);
}

static void put(const char *dir, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *f;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* A kit's headers include each other in any letter case, and "../x.h" from where it stands. */
static void test_kit_letter_case(void **state)
{
	static const char *const dirs[] = { "km", "shared", "src", "km/sub" };
	static const char *const files[] = { "km/wdm.h",  "km/thirdpart.h", "km/sub/far.h",
					     "km/near.h", "shared/base.h",  "src/a.c" };
	char top[] = "/tmp/rc-kit-XXXXXX", kit[PATH_MAX], src[PATH_MAX];
	struct arena *a = arena_new(0);
	struct front_config c = { .root = src, .model_dir = "analyzer/model/include", .wdk_dir = kit };
	struct plan_driver d = { .name = STR("kit"), .driver = true };
	struct plan_unit pu = { .path = STR("a.c") };
	struct err e = { 0 };
	struct front *f;
	struct ir_unit *u;
	(void)state;
	assert_non_null(mkdtemp(top));
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		snprintf(src, sizeof src, "%s/%s", top, dirs[i]);
		assert_int_equal(mkdir(src, 0700), 0);
	}
	snprintf(kit, sizeof kit, "%s", top);
	snprintf(src, sizeof src, "%s/src", top);
	put(top, "km/wdm.h", "#include \"ThirdPart.h\"\n#include <Base.H>\n#include \"sub/Far.h\"\n");
	put(top, "km/thirdpart.h", "typedef int THIRD;\n");
	put(top, "shared/base.h", "typedef int BASE;\n");
	put(top, "km/sub/far.h", "#include \"../near.h\"\n#include \"nobody.h\"\ntypedef int FAR_TYPE;\n");
	put(top, "km/near.h", "typedef int NEAR_TYPE;\n");
	put(top, "src/a.c",
	    "#include <WDM.h>\nint Sum(THIRD a, BASE b, FAR_TYPE c, NEAR_TYPE d) { return a + b + c + d; }\n");
	f = front_open(&c, &e);
	assert_non_null(f);
	u = front_unit(f, a, &d, &pu, &e);
	assert_non_null(u);
	assert_int_equal(u->diags.n, 0);
	assert_int_equal(u->guesses.n, 1); /* nobody.h */
	front_close(f);
	arena_free(a);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(src, sizeof src, "%s/%s", top, files[i]);
		unlink(src);
	}
	for (size_t i = sizeof dirs / sizeof *dirs; i-- > 0;) {
		snprintf(src, sizeof src, "%s/%s", top, dirs[i]);
		rmdir(src);
	}
	rmdir(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases), cmocka_unit_test(test_kit_letter_case) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
