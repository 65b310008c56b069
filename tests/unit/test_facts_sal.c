/* Annotations: spellings, nesting, conditions and what they come to. */
#include "facts/sal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_new(64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct sal_facts parse(const char *text)
{
	struct sal_facts f = { 0 };
	sal_parse(a, str_from(text), &f);
	return f;
}

static struct sal_fact one(const char *text)
{
	struct sal_facts f = parse(text);
	if (f.n != 1)
		fail_msg("%s: %zu facts", text, f.n);
	return f.v[0];
}

static void test_spellings(void **state)
{
	static const struct {
		const char *text;
		enum sal_kind kind;
		enum irql level;
		const char *arg, *target;
	} cases[] = {
		{ "sal:_IRQL_requires_max_(DISPATCH_LEVEL)", SAL_IRQL_MAX, IRQL_DISPATCH, NULL, "" },
		{ "__drv_maxIRQL(APC_LEVEL)", SAL_IRQL_MAX, IRQL_APC, NULL, "" },
		{ "_IRQL_requires_max_(DISPATCH_LEVEL+1)", SAL_IRQL_MAX, IRQL_DIRQL, NULL, "" },
		{ "_IRQL_requires_min_(2)", SAL_IRQL_MIN, IRQL_DISPATCH, NULL, "" },
		{ "__drv_requiresIRQL(PASSIVE_LEVEL)", SAL_IRQL_REQUIRES, IRQL_PASSIVE, NULL, "" },
		{ "_IRQL_raises_(HIGH_LEVEL)", SAL_IRQL_RAISES, IRQL_HIGH, NULL, "" },
		{ "__drv_savesIRQLGlobal(SpinLock, p->Lock)", SAL_IRQL_SAVES_GLOBAL, IRQL_UNKNOWN, "SpinLock",
		  "p->Lock" },
		{ "_IRQL_restores_global_(QueuedSpinLock,LockHandle)", SAL_IRQL_RESTORES_GLOBAL, IRQL_UNKNOWN,
		  "QueuedSpinLock", "LockHandle" },
		{ "_IRQL_saves_", SAL_IRQL_SAVES, IRQL_UNKNOWN, "", "" },
		{ "__drv_sameIRQL", SAL_IRQL_SAME, IRQL_UNKNOWN, "", "" },
		{ "_Acquires_exclusive_lock_(Device->Lock)", SAL_ACQUIRES_EXCLUSIVE, IRQL_UNKNOWN, "", "Device->Lock" },
		{ "_Requires_lock_not_held_(_Curr_)", SAL_REQUIRES_NOT_HELD, IRQL_UNKNOWN, "", "_Curr_" },
		{ "__drv_functionClass(EVT_WDF_TIMER)", SAL_FUNCTION_CLASS, IRQL_UNKNOWN, "EVT_WDF_TIMER", "" },
		{ "__drv_acquiresCriticalRegion", SAL_ACQUIRES_RESOURCE, IRQL_UNKNOWN, "CriticalRegion", "" },
		{ "__checkReturn", SAL_MUST_INSPECT, IRQL_UNKNOWN, "", "" },
		{ "_Kernel_clear_do_init_(__yes)", SAL_CLEARS_DOINIT, IRQL_UNKNOWN, "__yes", "" },
		{ "_In_reads_bytes_opt_(Length)", SAL_IN_OPT, IRQL_UNKNOWN, NULL, "Length" },
		{ "__inout_ecount(n)", SAL_INOUT, IRQL_UNKNOWN, NULL, "n" },
		{ "_Out_writes_bytes_to_opt_(n, *m)", SAL_OUT_OPT, IRQL_UNKNOWN, NULL, "n, *m" },
		{ "_Outptr_result_maybenull_", SAL_OUTPTR, IRQL_UNKNOWN, NULL, "" },
		{ "_In_range_(0, 5)", SAL_VALUE_RANGE, IRQL_UNKNOWN, NULL, "0, 5" },
		{ "_Something_new_(x)", SAL_OTHER, IRQL_UNKNOWN, NULL, "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sal_fact f = one(cases[i].text);
		if (f.kind != cases[i].kind || f.level != cases[i].level || !str_is(f.target, cases[i].target) ||
		    (cases[i].arg && !str_is(f.arg, cases[i].arg)))
			fail_msg("%s: %s level %d arg '%.*s' target '%.*s'", cases[i].text, sal_kind_name(f.kind),
				 f.level, STR_ARG(f.arg), STR_ARG(f.target));
	}
}

static void test_nesting(void **state)
{
	struct sal_fact f;
	struct sal_facts many;
	(void)state;
	f = one("_When_(Timeout == NULL, _IRQL_requires_max_(PASSIVE_LEVEL))");
	assert_int_equal(f.kind, SAL_IRQL_MAX);
	assert_int_equal(f.when->kind, SAL_X_EQ);
	assert_true(str_is(f.when_text, "Timeout == NULL"));
	f = one("_Always_(_When_(Timeout == NULL, _Acquires_lock_(Lock)))");
	assert_true(f.always && f.post && f.kind == SAL_ACQUIRES_LOCK && f.when);
	assert_true(str_is(f.target, "Lock"));
	f = one("_At_(*OldIrql, _IRQL_saves_)");
	assert_true(f.kind == SAL_IRQL_SAVES && str_is(f.target, "*OldIrql") && f.expr->kind == SAL_X_DEREF);
	f = one("_When_(a, _When_(b, _IRQL_requires_(1)))");
	assert_int_equal(f.when->kind, SAL_X_AND);
	f = one("_When_(a ? b : c, _Must_inspect_result_)");
	assert_true(f.when == NULL && str_is(f.when_text, "a ? b : c"));
	many = parse("_When_(x == 0, _Acquires_lock_(L) _IRQL_raises_(DISPATCH_LEVEL)) _Must_inspect_result_");
	assert_int_equal(many.n, 3);
	assert_true(many.v[1].when && !many.v[2].when);
	f = one("_Ret_ _Maybenull_");
	assert_true(f.on_return && f.kind == SAL_MAYBENULL);
	f = one("_Success_(return >= 0)");
	assert_true(f.kind == SAL_SUCCESS && f.expr && f.expr->kind == SAL_X_GE);
	assert_int_equal(parse("rc:kmdf_ver:1.11").n, 0);
}

/* Timeout is not NULL, Options->Flags is 2, *Timeout 0, return 0; all else unknown. */
static struct sal_value term(void *ctx, const struct sal_expr *e)
{
	(void)ctx;
	if (str_is(e->text, "Timeout"))
		return (struct sal_value){ SAL_V_NONZERO, 0 };
	if (str_is(e->text, "*Timeout") || str_is(e->text, "return") || str_is(e->text, "Timeout->QuadPart"))
		return (struct sal_value){ SAL_V_INT, 0 };
	if (str_is(e->text, "Options->Flags"))
		return (struct sal_value){ SAL_V_INT, 2 };
	return (struct sal_value){ SAL_V_UNKNOWN, 0 };
}

static void test_conditions(void **state)
{
	static const struct {
		const char *text;
		enum sal_tri is;
	} cases[] = {
		{ "Timeout == NULL", SAL_NO },
		{ "Timeout != NULL && *Timeout == 0", SAL_YES },
		{ "Timeout != NULL && *Timeout != 0", SAL_NO },
		{ "(Timeout == NULL || Timeout->QuadPart != 0)", SAL_NO },
		{ "Wait == __true", SAL_MAYBE },
		{ "Wait && Timeout == 0", SAL_NO },
		{ "Wait || !Timeout", SAL_MAYBE },
		{ "Wait || Timeout", SAL_YES },
		{ "return != 0", SAL_NO },
		{ "NT_SUCCESS(return)", SAL_YES },
		{ "NT_SUCCESS(other)", SAL_MAYBE },
		{ "(Options->Flags & WDF_REQUEST_SEND_OPTION_SYNCHRONOUS) != 0", SAL_YES },
		/* C's precedence, as the real header has it: never true */
		{ "Options->Flags & WDF_REQUEST_SEND_OPTION_SYNCHRONOUS == 0", SAL_NO },
		{ "(KIRQL)1 + 2 * 3 == 7", SAL_YES },
		{ "0x10u >> 2 == 4 && -1 < 0 && ~0 == -1", SAL_YES },
		{ "1 << 100", SAL_MAYBE },
		{ "&x != NULL", SAL_YES },
		{ "a[1].b == 3", SAL_MAYBE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct sal_expr *e = sal_expr_parse(a, str_from(cases[i].text));
		if (!e)
			fail_msg("%s: not understood", cases[i].text);
		if (sal_eval(e, term, NULL) != cases[i].is)
			fail_msg("%s: %d", cases[i].text, (int)sal_eval(e, term, NULL));
	}
	assert_int_equal(sal_eval(NULL, term, NULL), SAL_YES);
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = { "",
					     "(",
					     ")",
					     "_When_(",
					     "_When_(a",
					     "_When_(,)",
					     "_At_(x",
					     "((((",
					     "a ==",
					     "1 +",
					     "\"",
					     "_IRQL_requires_max_()",
					     "_When_(\"(\", _In_)",
					     "a[",
					     "a->",
					     "!",
					     "&&",
					     "f(" };
	char deep[4000];
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		parse(texts[i]);
		sal_expr_parse(a, str_from(texts[i]));
	}
	for (const char *c = "(!*&-"; *c; c++) {
		memset(deep, *c, sizeof deep);
		deep[sizeof deep - 1] = 0;
		parse(deep);
		assert_null(sal_expr_parse(a, str_from(deep)));
	}
	for (size_t i = 0; i + 9 < sizeof deep; i += 9)
		memcpy(deep + i, "_When_(a,", 9);
	parse(deep);
}

/* Every annotation of the real WDF headers says something we know. */
static void test_all_of_wdf(void **state)
{
	FILE *f = fopen("analyzer/facts/data/wdf-sal.tsv", "r");
	char line[1024];
	unsigned lines = 0, unknown = 0;
	(void)state;
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	while (fgets(line, sizeof line, f)) {
		char *text = strchr(line, '\t') + 1;
		struct sal_facts facts;
		text[strcspn(text, "\n")] = 0;
		facts = parse(text);
		lines++;
		assert_true(facts.n > 0);
		for (size_t i = 0; i < facts.n; i++) {
			bool level = facts.v[i].kind >= SAL_IRQL_MAX && facts.v[i].kind <= SAL_IRQL_RAISES;
			if (facts.v[i].kind == SAL_OTHER || (level && facts.v[i].level == IRQL_UNKNOWN) ||
			    (facts.v[i].when_text.n && !facts.v[i].when)) {
				print_message("not understood: %s\n", text);
				unknown++;
			}
		}
	}
	fclose(f);
	assert_true(lines > 900);
	assert_int_equal(unknown, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings), cmocka_unit_test(test_nesting),    cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_nonsense),  cmocka_unit_test(test_all_of_wdf),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
