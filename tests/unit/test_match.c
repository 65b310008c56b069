/* Matching of two revisions: each kind of evidence, what must not match, and properties over random lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/match.h"
#include "report/review.h"

#include <stdio.h>

enum { MAX = 64 };

/* A list of findings, with the identities a review would give them. */
struct list {
	struct review_report r;
};

static struct arena *A;

static int setup(void **state)
{
	(void)state;
	A = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(A);
	return 0;
}

/* The statement is four letters: words, inside, before, after; or empty. */
static struct str statement(const char *z)
{
	char *s = arena_alloc(A, 65);
	if (!*z)
		return STR("");
	for (int i = 0; i < 64; i++)
		s[i] = z[i / 16];
	return (struct str){ s, 64 };
}

static void add(struct list *l, const char *file, uint32_t line, const char *function, const char *stmt)
{
	*VEC_PUSH(A, &l->r.findings) = (struct finding){
		.rule = STR("rule"),
		.fact = STR("fact"),
		.driver = STR("driver"),
		.message = STR(""),
		.at = { .file = str_from(file), .line = line, .col = 5, .function = str_from(function) },
		.statement = statement(stmt),
	};
}

static struct list *list(void)
{
	struct list *l = ARENA_NEW(A, struct list);
	l->r.a = A;
	return l;
}

static struct match_result match_with(struct list *o, struct list *n, const struct match_file *files, size_t n_files)
{
	struct match_input in = { .files = files, .n_files = n_files };
	review_finish(&o->r);
	review_finish(&n->r);
	in.old_v = o->r.findings.v;
	in.n_old = o->r.findings.n;
	in.new_v = n->r.findings.v;
	in.n_new = n->r.findings.n;
	return match_findings(A, &in);
}

/* `want`: for each new finding the old one's digit, or '-'. */
static void expect(struct list *o, struct list *n, const struct match_file *files, size_t n_files, const char *want)
{
	struct match_result r = match_with(o, n, files, n_files);
	char got[MAX] = "";
	for (size_t i = 0; i < n->r.findings.n; i++)
		got[i] = r.of_new[i] == MATCH_NONE ? '-' : (char)('0' + r.of_new[i]);
	assert_string_equal(got, want);
	for (size_t i = 0; i < n->r.findings.n; i++)
		if (r.of_new[i] != MATCH_NONE)
			assert_int_equal(r.of_old[r.of_new[i]], i);
}

static void edits_above(void **state)
{
	struct list *o = list(), *n = list();
	(void)state;
	add(o, "a.c", 10, "F", "a000");
	add(n, "a.c", 50, "F", "a0bc");
	expect(o, n, NULL, 0, "0");
}

static void counts(void **state)
{
	struct list *o = list(), *n = list();
	(void)state;
	for (uint32_t i = 0; i < 2; i++)
		add(o, "a.c", 10 + i, "F", "a0bc");
	for (uint32_t i = 0; i < 3; i++)
		add(n, "a.c", 20 + i, "F", "a0bc");
	struct match_result r = match_with(o, n, NULL, 0);
	size_t fresh = 0;
	for (size_t i = 0; i < 3; i++)
		fresh += r.of_new[i] == MATCH_NONE;
	assert_int_equal(fresh, 1);
	r = match_with(n, o, NULL, 0);
	for (size_t i = fresh = 0; i < 3; i++)
		fresh += r.of_old[i] == MATCH_NONE;
	assert_int_equal(fresh, 1);
}

static void twin_before_and_after(void **state)
{
	struct list *o = list(), *n = list(), *m = list();
	(void)state;
	add(o, "a.c", 10, "F", "a0bc");
	add(n, "a.c", 8, "F", "a0de"); /* the twin */
	add(n, "a.c", 12, "F", "a0bc");
	expect(o, n, NULL, 0, "-0");
	add(m, "a.c", 10, "F", "a0bd");
	add(m, "a.c", 12, "F", "a0de");
	expect(o, m, NULL, 0, "0-");
	expect(n, o, NULL, 0, "1"); /* the first twin goes */
}

static void twin_by_line(void **state)
{
	/* The very same line twice: only the diff can say which one is new. */
	struct match_hunk before[] = { { 9, 0, 10, 1 } }, after[] = { { 10, 0, 11, 1 } };
	struct match_file fb = { STR("a.c"), STR("a.c"), before, 1, true },
			  fa = { STR("a.c"), STR("a.c"), after, 1, true };
	struct list *o = list(), *n = list();
	(void)state;
	add(o, "a.c", 10, "F", "a0bc");
	add(n, "a.c", 10, "F", "a0bc");
	add(n, "a.c", 11, "F", "a0bc");
	expect(o, n, &fb, 1, "-0");
	expect(o, n, &fa, 1, "0-");
}

static void moved_files(void **state)
{
	struct match_file f = { .old_path = STR("a.c"), .new_path = STR("b.c") };
	struct list *o = list(), *n = list(), *two = list(), *edited = list();
	(void)state;
	add(o, "a.c", 10, "F", "a0bc");
	add(n, "b.c", 30, "F", "a0bc");
	expect(o, n, NULL, 0, "0");
	expect(o, n, &f, 1, "0");
	/* In another file, and two of them: which one it is nobody knows. */
	add(two, "b.c", 30, "F", "a0bc");
	add(two, "c.c", 30, "F", "a0bc");
	expect(o, two, NULL, 0, "--");
	expect(o, two, &f, 1, "0-");
	add(edited, "b.c", 30, "F", "d0bc");
	expect(o, edited, NULL, 0, "-");
	expect(o, edited, &f, 1, "0");
}

static void drivers(void **state)
{
	struct list *o = list(), *n = list();
	(void)state;
	/* A shared file, reviewed for two drivers: each has its own. */
	for (int i = 0; i < 2; i++) {
		add(o, "a.c", 10, "F", "a0bc");
		add(n, "a.c", 11, "F", "a0bc");
		o->r.findings.v[i].driver = n->r.findings.v[i].driver = i ? STR("e") : STR("d");
	}
	expect(o, n, NULL, 0, "01");
	/* The same words in another driver's function of that name, elsewhere: surroundings differ. */
	o = list(), n = list();
	add(o, "a/a.c", 10, "F", "a0bc");
	add(n, "b/b.c", 10, "F", "a0bd");
	n->r.findings.v[0].driver = STR("other");
	expect(o, n, NULL, 0, "-");
}

static void edited_statement(void **state)
{
	/* Line 10 became lines 20 and 21; nine lines came before. */
	struct match_hunk h[] = { { 1, 0, 1, 9 }, { 10, 1, 19, 3 } };
	struct match_file f = { STR("a.c"), STR("a.c"), h, 2, true };
	struct list *o = list(), *n = list(), *other = list(), *two = list();
	(void)state;
	add(o, "a.c", 10, "F", "a0bc");
	add(n, "a.c", 20, "F", "d0ef");
	expect(o, n, NULL, 0, "-");
	expect(o, n, &f, 1, "0");
	add(other, "a.c", 20, "G", "d0ef"); /* in another function */
	expect(o, other, &f, 1, "-");
	add(two, "a.c", 20, "F", "d0ef");
	add(two, "a.c", 21, "F", "g0ef");
	expect(o, two, &f, 1, "--");
	/* Between the same neighbours, no diff at hand. */
	n = list();
	add(n, "a.c", 20, "F", "d0bc");
	expect(o, n, NULL, 0, "0");
}

static void renamed_function(void **state)
{
	struct match_hunk h[] = { { 5, 1, 5, 1 }, { 7, 0, 8, 2 } };
	struct match_file f = { STR("a.c"), STR("a.c"), h, 2, true };
	struct list *o = list(), *n = list();
	(void)state;
	add(o, "a.c", 10, "F", "a0bc");
	add(n, "a.c", 12, "G", "a0bc");
	expect(o, n, NULL, 0, "-");
	expect(o, n, &f, 1, "0");
}

static void other_rules_and_facts(void **state)
{
	struct match_file f = { STR("a.c"), STR("a.c"), NULL, 0, true };
	struct list *o = list(), *n = list();
	(void)state;
	add(o, "a.c", 10, "F", "a0bc");
	add(o, "a.c", 11, "F", "a0bc");
	add(n, "a.c", 10, "F", "a0bc");
	add(n, "a.c", 11, "F", "a0bc");
	n->r.findings.v[0].rule = STR("other");
	n->r.findings.v[1].fact = STR("other");
	expect(o, n, &f, 1, "--");
}

static void no_statements(void **state)
{
	struct list *o = list(), *n = list();
	(void)state;
	add(o, "a.c", 10, "F", "");
	add(n, "b/a.c", 90, "F", "");
	expect(o, n, NULL, 0, "0");
	n->r.findings.v[0].driver = STR("other");
	expect(o, n, NULL, 0, "-");
}

static void carried_identities(void **state)
{
	struct list *o = list(), *n = list();
	struct match_input in = { 0 };
	struct match_result r;
	struct str id;
	(void)state;
	add(o, "a.c", 10, "F", "a0bc");
	add(n, "a.c", 10, "F", "a0bd");
	add(n, "a.c", 12, "F", "a0de"); /* a twin behind it has the bare identity now */
	r = match_with(o, n, NULL, 0);
	id = o->r.findings.v[0].identity;
	assert_true(str_eq(n->r.findings.v[1].identity, id));
	in = (struct match_input){ o->r.findings.v, n->r.findings.v, 1, 2, NULL, 0 };
	match_carry(A, &in, &r, n->r.findings.v);
	assert_true(str_eq(n->r.findings.v[0].identity, id));
	assert_false(str_eq(n->r.findings.v[1].identity, id));
	assert_int_equal(n->r.findings.v[1].identity.n, 32);
}

/* ---- properties ---- */

static uint64_t rnd;

static uint32_t random_to(uint32_t n)
{
	rnd = rnd * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(rnd >> 33) % n;
}

/* Few letters, so that there are many twins. No two at one place. */
static struct list *random_list(uint32_t n)
{
	static const char *const files[] = { "a.c", "b.c", "c/a.c" }, *const functions[] = { "F", "G", "H" };
	struct list *l = list();
	for (uint32_t i = 0; i < n; i++) {
		char stmt[5] = "0000";
		for (int k = 0; k < 4; k++)
			stmt[k] = "abcdef"[random_to(k == 0 ? 3 : 4)];
		add(l, files[random_to(3)], 1 + i * 3 + random_to(3), functions[random_to(3)],
		    random_to(8) ? stmt : "");
		l->r.findings.v[i].driver = random_to(2) ? STR("d") : STR("e");
		l->r.findings.v[i].rule = random_to(2) ? STR("r") : STR("s");
	}
	return l;
}

static void same_is_unchanged(void **state)
{
	(void)state;
	for (uint32_t round = 0; round < 300; round++) {
		struct list *l = random_list(random_to(MAX));
		struct match_file f = { STR("a.c"), STR("a.c"), NULL, 0, true };
		struct match_result r = match_with(l, l, &f, round & 1);
		for (size_t i = 0; i < l->r.findings.n; i++) {
			assert_int_equal(r.of_new[i], i);
			assert_int_equal(r.of_old[i], i);
		}
		arena_free(A);
		A = arena_new(0);
	}
}

/* One to one, rule and fact equal, and neither side has two left over that were equal in everything but the place. */
static void sound(const struct match_input *in, const struct match_result *r)
{
	for (size_t i = 0; i < in->n_new; i++) {
		const struct finding *n = &in->new_v[i], *o;
		if (r->of_new[i] != MATCH_NONE) {
			o = &in->old_v[r->of_new[i]];
			assert_true(str_eq(o->rule, n->rule) && str_eq(o->fact, n->fact));
			assert_int_equal(r->of_old[r->of_new[i]], i);
			continue;
		}
		for (size_t k = 0; k < in->n_old; k++) {
			o = &in->old_v[k];
			if (r->of_old[k] == MATCH_NONE)
				assert_false(str_eq(o->rule, n->rule) && str_eq(o->driver, n->driver) &&
					     str_eq(o->at.file, n->at.file) && str_eq(o->at.function, n->at.function) &&
					     o->statement.n == 64 && str_eq(o->statement, n->statement));
		}
	}
}

static void shuffle(struct finding *v, size_t *where, size_t n)
{
	for (size_t i = 0; i < n; i++)
		where[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t k = random_to((uint32_t)i), w = where[i - 1];
		struct finding f = v[i - 1];
		v[i - 1] = v[k], v[k] = f;
		where[i - 1] = where[k], where[k] = w;
	}
}

static void order_is_nothing(void **state)
{
	(void)state;
	for (uint32_t round = 0; round < 300; round++) {
		struct list *o = random_list(random_to(MAX)), *n = random_list(random_to(MAX));
		struct match_hunk h[] = { { 30, 5, 30, 2 }, { 60, 0, 58, 9 } };
		struct match_file f[] = { { STR("a.c"), STR("a.c"), h, 2, true },
					  { STR("b.c"), STR("d.c"), NULL, 0, false } };
		struct match_result r = match_with(o, n, f, 2), again;
		struct match_input in = { o->r.findings.v, n->r.findings.v, o->r.findings.n, n->r.findings.n, f, 2 };
		size_t wo[MAX], wn[MAX];
		sound(&in, &r);
		shuffle(o->r.findings.v, wo, in.n_old);
		shuffle(n->r.findings.v, wn, in.n_new);
		again = match_findings(A, &in);
		for (size_t i = 0; i < in.n_new; i++)
			if (again.of_new[i] == MATCH_NONE)
				assert_int_equal(r.of_new[wn[i]], MATCH_NONE);
			else
				assert_int_equal(r.of_new[wn[i]], wo[again.of_new[i]]);
		arena_free(A);
		A = arena_new(0);
	}
}

/* Lines of a mapped file that nobody touched lead to each other, whatever came before. */
static void lines_are_followed(void **state)
{
	(void)state;
	for (uint32_t round = 0; round < 300; round++) {
		struct match_hunk h[8];
		uint32_t n_h = 0, o_line = 1, n_line = 1;
		struct list *o = list(), *n = list();
		char want[MAX] = "";
		size_t k = 0;
		while (n_h < 8) {
			uint32_t keep = 1 + random_to(4), gone = random_to(3), fresh = random_to(3) + (gone == 0);
			for (uint32_t i = 0; i < keep; i++) {
				add(o, "a.c", o_line++, "F", "a0bc");
				add(n, "a.c", n_line++, "G", "d0bc");
				want[k] = (char)('0' + k);
				k++;
			}
			h[n_h++] = (struct match_hunk){ gone ? o_line : o_line - 1, gone, fresh ? n_line : n_line - 1,
							fresh };
			o_line += gone;
			n_line += fresh;
		}
		struct match_file f = { STR("a.c"), STR("a.c"), h, n_h, true };
		expect(o, n, &f, 1, want);
		arena_free(A);
		A = arena_new(0);
	}
}

static void carried_are_unique(void **state)
{
	(void)state;
	for (uint32_t round = 0; round < 300; round++) {
		struct list *o = random_list(random_to(MAX)), *n = random_list(random_to(MAX));
		struct match_result r = match_with(o, n, NULL, 0);
		struct match_input in = { o->r.findings.v, n->r.findings.v, o->r.findings.n, n->r.findings.n, NULL, 0 };
		struct finding *v = n->r.findings.v;
		match_carry(A, &in, &r, v);
		for (size_t i = 0; i < in.n_new; i++) {
			if (r.of_new[i] != MATCH_NONE)
				assert_true(str_eq(v[i].identity, in.old_v[r.of_new[i]].identity));
			/* Two that were in different drivers may meet in one: both keep what they had. */
			for (size_t k = 0; k < in.n_new; k++)
				if (k != i && r.of_new[i] == MATCH_NONE)
					assert_false(str_eq(v[i].driver, v[k].driver) &&
						     str_eq(v[i].identity, v[k].identity));
		}
		arena_free(A);
		A = arena_new(0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(edits_above),	     TEST(counts),
		TEST(twin_before_and_after), TEST(twin_by_line),
		TEST(moved_files),	     TEST(drivers),
		TEST(edited_statement),	     TEST(renamed_function),
		TEST(no_statements),	     TEST(other_rules_and_facts),
		TEST(carried_identities),    TEST(same_is_unchanged),
		TEST(order_is_nothing),	     TEST(lines_are_followed),
		TEST(carried_are_unique),
	};
	rnd = 20;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
