/*
 * The explorer on IR text: tests/ir/<name>.rir, each made from tests/ir/src/<name>.c by `ringcheck dump ir`. Calls of
 * expect_*() in them say what must hold there; a rule that listens to them is the judge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "flow/check.h"

enum { SITES_MAX = 128 };

/* One expect_irql(): the hull over all arrivals. */
static struct probe {
	const struct ir_op *op;
	uint32_t line;
	enum irql lo, hi;
	int64_t want_lo, want_hi;
} probes[SITES_MAX];
static size_t n_probes, n_told;
static char wrong[4096];

__attribute__((format(printf, 2, 3))) static void complain(uint32_t line, const char *fmt, ...)
{
	char text[200];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	size_t n = strlen(wrong);
	snprintf(wrong + n, sizeof wrong - n, "line %u: %s\n", line, text);
}

static void probe_irql(const struct rule_ctx *c, const struct ir_op *op, int64_t lo, int64_t hi)
{
	struct irql_view v = rule_irql(c);
	size_t i = 0;
	if (!v.known)
		complain(op->at.line, "the level is not known");
	while (i < n_probes && probes[i].op != op)
		i++;
	if (i == n_probes && n_probes < SITES_MAX)
		probes[n_probes++] = (struct probe){ op, op->at.line, v.lo, v.hi, lo, hi };
	probes[i].lo = v.lo < probes[i].lo ? v.lo : probes[i].lo;
	probes[i].hi = v.hi > probes[i].hi ? v.hi : probes[i].hi;
}

static void probe_objects(const struct rule_ctx *c, const struct call_event *e, uint32_t line, int64_t n1, int64_t n2)
{
	if (call_is(e, "expect_target")) {
		struct target_state t = rule_target(c, rule_arg(c, 0));
		if (t.is != (unsigned)n1 || t.may_be != (unsigned)n2)
			complain(line, "target is %u, may be %u", t.is, t.may_be);
	} else if (call_is(e, "expect_sent")) {
		struct request_state r = rule_request(c, rule_arg(c, 0));
		if (!r.known || r.sent != SENT_FORGET || r.owned != n1 || r.send_failed != n2 ||
		    r.format != FMT_CURRENT_TYPE)
			complain(line, "known %d sent %d owned %d failed %d format %d", r.known, r.sent, r.owned,
				 r.send_failed, r.format);
	} else if (call_is(e, "expect_origin")) {
		struct request_state r = rule_request(c, rule_arg(c, 0));
		if (r.origin != (enum request_origin)n1)
			complain(line, "origin %d", r.origin);
	}
}

static void on_call(struct rule_ctx *c, const struct call_event *e)
{
	uint32_t line = e->op->at.line;
	int64_t a = -1, b = -1, v;
	const struct held_lock *locks;
	if (!str_starts(e->callee, STR("expect_")))
		return;
	n_told++;
	bool first = call_is(e, "expect_irql") || call_is(e, "expect_locks") || call_is(e, "expect_process");
	if (e->n_args > 0 && first)
		arg_int(c, 0, &a);
	if (e->n_args > 1)
		arg_int(c, 1, first ? &b : &a);
	if (e->n_args > 2)
		arg_int(c, 2, &b);
	if (call_is(e, "expect_irql"))
		probe_irql(c, e->op, a, b);
	else if (call_is(e, "expect_irql_unknown") && rule_irql(c).known)
		complain(line, "the level is known");
	else if (call_is(e, "expect_unreached"))
		complain(line, "reached");
	else if (call_is(e, "expect_value") && (!value_int(c, rule_arg(c, 0), &v) || v != a))
		complain(line, "not %lld", (long long)a);
	else if (call_is(e, "expect_locks") && rule_locks(c, &locks) != (size_t)a)
		complain(line, "%zu locks", rule_locks(c, &locks));
	else if (call_is(e, "expect_process") && rule_process(c).set != (unsigned)a)
		complain(line, "process %u", rule_process(c).set);
	else
		probe_objects(c, e, line, a, b);
}

static bool seen_two(const struct rule_ctx *c)
{
	int64_t v;
	return !value_int(c, rule_arg(c, 0), &v);
}

/* expect_unknown(): at least one arrival where several values are possible, or arrivals that differ. */
static struct {
	const struct ir_op *op;
	int64_t v;
	bool several;
} unknowns[SITES_MAX];
static size_t n_unknowns;

static void on_unknown(struct rule_ctx *c, const struct call_event *e)
{
	int64_t v = 0;
	size_t i = 0;
	if (!call_is(e, "expect_unknown"))
		return;
	bool several = seen_two(c);
	value_int(c, rule_arg(c, 0), &v);
	while (i < n_unknowns && unknowns[i].op != e->op)
		i++;
	if (i == n_unknowns && n_unknowns < SITES_MAX) {
		unknowns[n_unknowns].op = e->op;
		unknowns[n_unknowns++].v = v;
	}
	unknowns[i].several = unknowns[i].several || several || unknowns[i].v != v;
}

static const struct rule judge = { .id = "judge", .call = on_call };
static const struct rule judge2 = { .id = "judge2", .call = on_unknown };

static struct buf slurp(const char *name)
{
	char path[200], chunk[4096];
	struct buf b;
	size_t n;
	buf_init(&b, 1 << 20);
	snprintf(path, sizeof path, "tests/ir/%s.rir", name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&b, chunk, n);
	fclose(f);
	return b;
}

static void settle(void)
{
	for (size_t i = 0; i < n_probes; i++)
		if (probes[i].lo != (enum irql)probes[i].want_lo || probes[i].hi != (enum irql)probes[i].want_hi)
			complain(probes[i].line, "level %d to %d", probes[i].lo, probes[i].hi);
	for (size_t i = 0; i < n_unknowns; i++)
		if (!unknowns[i].several)
			complain(unknowns[i].op->at.line, "only one value");
}

static void run(const char *name, size_t expects)
{
	static const struct rule *const rules[] = { &judge, &judge2 };
	struct err e = { 0 };
	struct arena *a = arena_new(0);
	struct buf text = slurp(name);
	struct ir_unit *u = ir_read(a, buf_view(&text), &e);
	struct driver_info info = { .name = str_from(name), .framework = IR_FW_KMDF, .fw_major = 1, .fw_minor = 33 };
	struct check_options opt = { .rules = rules, .n_rules = 2 };
	struct check_result r;
	n_probes = n_unknowns = n_told = 0;
	wrong[0] = 0;
	if (!u)
		fail_msg("%s: %s", name, e.text);
	if (!flow_check(a, &u, 1, &info, &opt, &r, &e))
		fail_msg("%s: %s", name, e.text);
	settle();
	if (wrong[0])
		fail_msg("%s:\n%s", name, wrong);
	if (n_probes + n_unknowns < expects)
		fail_msg("%s: only %zu of %zu probes were reached", name, n_probes + n_unknowns, expects);
	buf_free(&text);
	arena_free(a);
}

#define IR_TEST(name, n)               \
	static void name(void **state) \
	{                              \
		(void)state;           \
		run(#name, n);         \
	}
IR_TEST(join, 1)
IR_TEST(cleanup, 2)
IR_TEST(flag, 5)
IR_TEST(loop, 4)
IR_TEST(trylock, 1)
IR_TEST(send, 0)
IR_TEST(attributes, 6)
IR_TEST(provenance, 1)
IR_TEST(guards, 10)
IR_TEST(assume, 3)

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(join),	  cmocka_unit_test(cleanup),
					    cmocka_unit_test(flag),	  cmocka_unit_test(loop),
					    cmocka_unit_test(trylock),	  cmocka_unit_test(send),
					    cmocka_unit_test(attributes), cmocka_unit_test(provenance),
					    cmocka_unit_test(guards),	  cmocka_unit_test(assume) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
