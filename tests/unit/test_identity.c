/* Statements of a text, line hashes, and identities: what must not change them, and what must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "front/statements.h"
#include "report/identity.h"
#include "report/line_hash.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- statements ---- */

static bool one_letter(void *user, struct str name)
{
	(void)user;
	return name.n == 1; /* locals of these tests are called a, b, c, ...; globals have longer names */
}

static statement_list split(struct arena *a, const char *z)
{
	struct statement_text t = { .body = str_from(z), .line = 1, .col = 1, .local = one_letter };
	statement_list out = { 0 };
	statements_find(a, &t, &out);
	return out;
}

static void expect_same(const char *x, const char *y)
{
	struct arena *a = arena_new(0);
	statement_list l = split(a, x), m = split(a, y);
	assert_int_equal(l.n, m.n);
	for (size_t i = 0; i < l.n; i++) {
		assert_true(l.v[i].words == m.v[i].words);
		assert_true(l.v[i].inside == m.v[i].inside);
	}
	arena_free(a);
}

/* The only (or last) statement of each. */
static void expect_differ(const char *x, const char *y)
{
	struct arena *a = arena_new(0);
	statement_list l = split(a, x), m = split(a, y);
	struct statement *s = &l.v[l.n - 1], *t = &m.v[m.n - 1];
	assert_true(s->words != t->words || s->inside != t->inside);
	arena_free(a);
}

static void layout_is_nothing(void **state)
{
	(void)state;
	expect_same("{ Call(a, 1); }", "{\r\n\tCall (a , /* one */ 1) ; // done\r\n}");
	expect_same("{ Call(a); }", "{ Call(a);\n#ifdef DEBUG\n}");
	expect_same("{ Say(\"one two\"); }", "{ Say(\"one \"\n    \"two\"); }");
	expect_same("{ Say(L\"one two\"); }", "{ Say(L\"one \" L\"two\"); }");
	expect_same("{ if (a) b = 1; else b = 2; }", "{ if (a) { b = 1; } else { b = 2; } }");
	expect_same("{ for (a = 0; a < 3; a++) Call(a); }", "{ for (a = 0; a < 3; a++)\n{\nCall(a);\n}\n}");
	expect_same("{ Call(a, \\\n b); }", "{ Call(a, b); }");
}

static void names_of_locals_are_nothing(void **state)
{
	(void)state;
	expect_same("{ a = Call(b, a); }", "{ x = Call(y, x); }");
	expect_differ("{ a = Call(b, a); }", "{ a = Call(b, b); }");
	expect_differ("{ Call(Global); }", "{ Call(Other); }");
	/* A member may be called as a local is. */
	expect_differ("{ Call(a->x); }", "{ Call(a->y); }");
	expect_differ("{ Call(a.x); }", "{ Call(a.y); }");
}

static void words_count(void **state)
{
	(void)state;
	expect_differ("{ Call(a, 1); }", "{ Call(a, 2); }");
	expect_differ("{ Say(\"one\"); }", "{ Say(\"two\"); }");
	expect_differ("{ Say('a'); }", "{ Say('b'); }");
	expect_differ("{ a = b; }", "{ a += b; }");
}

static void what_encloses_counts(void **state)
{
	(void)state;
	expect_differ("{ Call(); }", "{ if (a) Call(); }");
	expect_differ("{ if (Yes) Call(); }", "{ if (No) Call(); }");
	expect_differ("{ if (a) ; else Call(); }", "{ if (a) Call(); }");
	expect_differ("{ switch (a) { case 1: Call(); } }", "{ switch (a) { case 2: Call(); } }");
	/* Another case before it is none of its business. */
	struct arena *a = arena_new(0);
	statement_list l = split(a, "{ switch (a) { case 2: Call(); } }");
	statement_list m = split(a, "{ switch (a) { case 1: Other(); break; case 2: Call(); } }");
	assert_true(l.v[l.n - 1].inside == m.v[m.n - 1].inside);
	/* Behind a block the condition is over. */
	l = split(a, "{ Call(); }");
	m = split(a, "{ if (a) { b = 1; } Call(); }");
	assert_true(l.v[0].inside == m.v[m.n - 1].inside);
	m = split(a, "{ if (a) while (b) Other(); Call(); }");
	assert_true(l.v[0].inside == m.v[m.n - 1].inside);
	m = split(a, "{ do { Other(); } while (a); Call(); }");
	assert_true(l.v[0].inside == m.v[m.n - 1].inside);
	m = split(a, "{ __try { Other(); } __except (Filter()) { Other(); } Call(); }");
	assert_true(l.v[0].inside == m.v[m.n - 1].inside);
	arena_free(a);
}

static void places(void **state)
{
	struct arena *a = arena_new(0);
	statement_list l = split(a, "{\n    Call(a,\n         b);\nout:\n  return { 1 };\n  T c = { 2, 3 };\n}");
	(void)state;
	assert_int_equal(l.n, 3);
	assert_int_equal(l.v[0].line, 2);
	assert_int_equal(l.v[0].col, 5);
	assert_int_equal(l.v[0].end_line, 3);
	assert_int_equal(l.v[0].end_col, 12);
	assert_int_equal(l.v[1].line, 5);
	assert_int_equal(l.v[1].col, 3);
	assert_int_equal(l.v[2].line, 6);
	arena_free(a);
}

/* Cut off anywhere, and with brackets that do not belong together: no crash, places in order. */
static void odd_text(void **state)
{
	static const char text[] = "{ if (a) { \"x\\\"y\" L'c' /* c */ for (;;) { case 1: do } while ]) } else # x\\\n"
				   "// z\n\\\r\n R\"(\" 1.5e+3 }}}} {{{{ ((( a:b::c ; = { ; } \xc3\xa4 \xff ' }";
	(void)state;
	for (size_t n = 0; n <= sizeof text - 1; n++) {
		struct arena *a = arena_new(0);
		char *copy = malloc(n + 1); /* of just that size, for the sanitizer */
		struct statement_text t = { .body = { copy, n }, .line = 7, .col = 3, .local = one_letter };
		statement_list out = { 0 };
		assert_non_null(copy);
		memcpy(copy, text, n);
		statements_find(a, &t, &out);
		for (size_t i = 1; i < out.n; i++)
			assert_true(out.v[i].line > out.v[i - 1].line ||
				    (out.v[i].line == out.v[i - 1].line && out.v[i].col > out.v[i - 1].col));
		free(copy);
		arena_free(a);
	}
}

static void deep_nesting(void **state)
{
	enum { DEPTH = 1000 };
	static char text[2 * DEPTH + 20];
	struct arena *a = arena_new(0);
	(void)state;
	memset(text, '{', DEPTH);
	memcpy(text + DEPTH, "Call();", 7);
	memset(text + DEPTH + 7, '}', DEPTH);
	assert_int_equal(split(a, text).n, 1);
	arena_free(a);
}

/* What an edit needs: may the semicolon go, may the lines, how do they end. */
static void surroundings(void **state)
{
	static const struct {
		const char *text;
		uint32_t tail; /* of the last statement */
	} v[] = {
		{ "{\n\tCall();\n}", STATEMENT_SEMI | STATEMENT_ALONE },
		{ "{\r\n\tCall(x,\r\n\t\ty); \r\n}", STATEMENT_SEMI | STATEMENT_ALONE | STATEMENT_CRLF },
		{ "{ Call(); }", STATEMENT_SEMI },
		{ "{\n\tCall(); /* why */\n}", STATEMENT_SEMI },
		{ "{\n\tOther(); Call();\n}", STATEMENT_SEMI },
		{ "{\n\tCall() /* why */;\n}", 0 },
		{ "{\n\tif (a)\n\t\tCall();\n}", 0 },
		{ "{\n\tif (a) {\n\t\tCall();\n\t}\n}", STATEMENT_SEMI | STATEMENT_ALONE },
		{ "{\n\tif (a)\n\t\tOther();\n\telse\n\t\tCall();\n}", 0 },
		{ "{\nout:\n\tCall();\n}", 0 },
		{ "{\nout:\n\tOther();\n\tCall();\n}", STATEMENT_SEMI | STATEMENT_ALONE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct arena *a = arena_new(0);
		statement_list l = split(a, v[i].text);
		if (l.v[l.n - 1].tail != v[i].tail)
			print_message("%s: %u\n", v[i].text, l.v[l.n - 1].tail);
		assert_int_equal(l.v[l.n - 1].tail, v[i].tail);
		arena_free(a);
	}
}

/* ---- line hashes ---- */

static void expect_hashes(const char *text, const char *want)
{
	struct arena *a = arena_new(0);
	line_hash_list l = { 0 };
	char got[1024] = "";
	line_hashes(a, str_from(text), &l);
	for (size_t i = 0; i < l.n; i++) {
		struct str s = line_hash_text(a, l.v[i]);
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s" STR_FMT, i ? " " : "", STR_ARG(s));
	}
	assert_string_equal(got, want);
	arena_free(a);
}

/* Values that code scanning's own uploader gives for these texts. */
static void line_hash_values(void **state)
{
	(void)state;
	expect_hashes("", "c129715d7a2bc9a3:1");
	expect_hashes(" a\nb\n  \t\tc\n d",
		      "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1");
	expect_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
		      "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 "
		      "e6ceba753e1a442:1");
	expect_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
		      "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 "
		      "c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1");
}

static void line_hash_line_ends(void **state)
{
	const char *forms[] = { "a\nb\nc", "a\r\nb\r\nc", "a\rb\rc", "  a\n\tb \nc" };
	struct arena *a = arena_new(0);
	line_hash_list l = { 0 };
	(void)state;
	for (size_t i = 0; i < 4; i++)
		line_hashes(a, str_from(forms[i]), &l);
	assert_int_equal(l.n, 12);
	for (size_t i = 3; i < l.n; i++)
		assert_true(l.v[i].hash == l.v[i - 3].hash);
	arena_free(a);
}

static void line_hash_occurrences(void **state)
{
	struct arena *a = arena_new(0);
	line_hash_list l = { 0 };
	char text[300 * 8 + 1] = "";
	(void)state;
	for (size_t i = 0; i < 300; i++)
		memcpy(text + i * 8, "same();\n", 9);
	line_hashes(a, str_from(text), &l);
	assert_int_equal(l.n, 301);
	/* The window sees the end only from the last 100 characters on. */
	assert_int_equal(l.v[0].times, 1);
	assert_int_equal(l.v[1].times, 2);
	assert_int_equal(l.v[200].times, 201);
	assert_true(l.v[0].hash == l.v[200].hash && l.v[299].hash != l.v[0].hash);
	arena_free(a);
}

/* ---- identities ---- */

#define A16 "aaaaaaaaaaaaaaaa"
#define B16 "bbbbbbbbbbbbbbbb"
#define C16 "cccccccccccccccc"
#define D16 "dddddddddddddddd"
#define E16 "eeeeeeeeeeeeeeee"

static struct finding make(uint32_t line, const char *statement)
{
	return (struct finding){ .rule = STR("r"),
				 .at = { .file = STR("a.c"), .line = line, .col = 1, .function = STR("F") },
				 .fact = STR("fact"),
				 .driver = STR("d"),
				 .statement = str_from(statement) };
}

static void finish(struct arena *a, struct review_report *r, const struct finding *v, size_t n)
{
	*r = (struct review_report){ .a = a };
	for (size_t i = 0; i < n; i++)
		*VEC_PUSH(a, &r->findings) = v[i];
	review_finish(r);
}

static struct str id_of(struct arena *a, struct finding f)
{
	struct review_report r;
	finish(a, &r, &f, 1);
	return r.findings.v[0].identity;
}

static void identity_parts(void **state)
{
	struct arena *a = arena_new(0);
	struct finding f = make(10, A16 B16 C16 D16), g = f;
	struct str id = id_of(a, f);
	(void)state;
	assert_int_equal(id.n, 32);
	g.at.line = 99, g.at.col = 7, g.at.file = STR("b/c.c"), g.driver = STR("other");
	assert_true(str_eq(id, id_of(a, g)));
	g.statement = STR(A16 B16 E16 E16); /* neighbours were edited */
	assert_true(str_eq(id, id_of(a, g)));
	g = f, g.statement = STR(E16 B16 C16 D16);
	assert_false(str_eq(id, id_of(a, g)));
	g = f, g.statement = STR(A16 E16 C16 D16);
	assert_false(str_eq(id, id_of(a, g)));
	g = f, g.rule = STR("q");
	assert_false(str_eq(id, id_of(a, g)));
	g = f, g.at.function = STR("G");
	assert_false(str_eq(id, id_of(a, g)));
	g = f, g.fact = STR("other");
	assert_false(str_eq(id, id_of(a, g)));
	g = f, g.statement = STR("");
	assert_int_equal(id_of(a, g).n, 32);
	arena_free(a);
}

static void identity_of_twins(void **state)
{
	struct arena *a = arena_new(0);
	struct review_report r;
	struct finding v[4] = { make(10, A16 B16 C16 D16), make(20, A16 B16 E16 D16), make(30, A16 B16 E16 D16),
				make(40, A16 B16 C16 C16) };
	struct str last = id_of(a, v[3]), first;
	(void)state;
	finish(a, &r, v, 4);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(r.findings.v[i].identity, r.findings.v[k].identity));
	assert_true(str_eq(r.findings.v[3].identity, last));
	first = r.findings.v[0].identity;
	/* One more before them, and one less between them. */
	v[1] = make(5, A16 B16 C16 E16);
	finish(a, &r, v, 4);
	assert_true(str_eq(r.findings.v[1].identity, first));
	assert_true(str_eq(r.findings.v[3].identity, last));
	/* The same file reviewed for another driver is no twin. */
	v[0] = make(40, A16 B16 C16 C16);
	v[0].driver = STR("e");
	v[1] = v[3];
	finish(a, &r, v, 2);
	assert_true(str_eq(r.findings.v[0].identity, last));
	assert_true(str_eq(r.findings.v[1].identity, last));
	arena_free(a);
}

static void identity_of_copies(void **state)
{
	struct arena *a = arena_new(0);
	struct review_report r;
	struct finding v[3] = { make(40, A16 B16 C16 C16), make(40, A16 B16 C16 C16), make(40, A16 B16 C16 C16) };
	struct str id = id_of(a, v[0]);
	(void)state;
	/* A driver, its copy, and the same file for a third one. */
	v[1].at.file = STR("copy/x.c");
	v[1].driver = STR("e");
	v[2].driver = STR("f");
	finish(a, &r, v, 3);
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < i; k++)
			assert_int_equal(str_eq(r.findings.v[i].identity, r.findings.v[k].identity),
					 str_eq(r.findings.v[i].at.file, r.findings.v[k].at.file));
	}
	/* The first path keeps it. */
	assert_true(str_eq(r.findings.v[0].identity, id));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout_is_nothing),
		cmocka_unit_test(names_of_locals_are_nothing),
		cmocka_unit_test(words_count),
		cmocka_unit_test(what_encloses_counts),
		cmocka_unit_test(places),
		cmocka_unit_test(odd_text),
		cmocka_unit_test(deep_nesting),
		cmocka_unit_test(surroundings),
		cmocka_unit_test(line_hash_values),
		cmocka_unit_test(line_hash_line_ends),
		cmocka_unit_test(line_hash_occurrences),
		cmocka_unit_test(identity_parts),
		cmocka_unit_test(identity_of_twins),
		cmocka_unit_test(identity_of_copies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
