/* The tables: sorted, complete in themselves, and where they contradict each other that is known and listed. */
#include "base/arena.h"
#include "base/buf.h"
#include "facts/ddi.h"
#include "facts/effects.h"
#include "facts/roles.h"
#include "facts/sal.h"
#include "facts/slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_irql(void **state)
{
	enum irql l;
	struct irql_range r;
	(void)state;
	assert_true(irql_parse(STR("DISPATCH_LEVEL + 1"), &l) && l == IRQL_DIRQL);
	assert_true(irql_parse(STR("((KIRQL) 2)"), &l) && l == IRQL_DISPATCH);
	assert_true(irql_parse(STR("<= APC_LEVEL"), &l) && l == IRQL_APC);
	assert_true(irql_parse(STR("IPI_LEVEL"), &l) && l == IRQL_HIGH);
	assert_false(irql_parse(STR("NewIrql"), &l));
	assert_false(irql_parse(STR("32"), &l));
	assert_false(irql_parse(STR(""), &l));
	assert_int_equal(irql_from_number(5), IRQL_DIRQL);
	assert_int_equal(irql_from_number(-1), IRQL_UNKNOWN);
	r = irql_hull((struct irql_range){ IRQL_APC, IRQL_APC }, (struct irql_range){ IRQL_DIRQL, IRQL_DIRQL });
	assert_true(r.lo == IRQL_APC && r.hi == IRQL_DIRQL);
	assert_true(irql_is_empty(irql_meet((struct irql_range){ IRQL_PASSIVE, IRQL_APC },
					    (struct irql_range){ IRQL_DISPATCH, IRQL_HIGH })));
	assert_true(irql_same(irql_hull(IRQL_EMPTY, IRQL_ANY), IRQL_ANY));
	assert_string_equal(irql_name(IRQL_UNKNOWN), "unknown");
}

static void test_ddi(void **state)
{
	const struct ddi *d = ddi_find(STR("KeWaitForSingleObject"));
	(void)state;
	assert_non_null(d);
	assert_string_equal(d->header, "wdm.h");
	assert_string_equal(d->doc, "wdm/nf-wdm-kewaitforsingleobject");
	assert_true(d->max == IRQL_DISPATCH && d->always_max == IRQL_APC && d->conditional && d->kind == DDI_FUNCTION);
	assert_int_equal(ddi_find(STR("WdfIoQueueStopAndPurge"))->kmdf, 111);
	assert_null(ddi_find(STR("KeWaitForSingle")));
	assert_null(ddi_find(STR("")));
	assert_true(ddi_count() > 7000);
	for (size_t i = 0; i < ddi_count(); i++)
		assert_ptr_equal(ddi_find(str_from(ddi_at(i)->name)), ddi_at(i));
}

static void test_roles(void **state)
{
	const struct role *r;
	(void)state;
	for (size_t i = 0; i < role_count(); i++) {
		r = role_at(i);
		assert_ptr_equal(role_find(str_from(r->name)), r);
		assert_false(irql_is_empty(r->irql));
		assert_true(r->why[0] && !strchr(r->doc, ' '));
		if (r->doc[0] && !strchr(r->doc, '/'))
			fail_msg("%s: %s", r->name, r->doc);
	}
	r = role_find(STR("PFN_WDF_IO_QUEUE_IO_READ"));
	assert_string_equal(r->name, "EVT_WDF_IO_QUEUE_IO_READ");
	assert_true(r->from == ROLE_IRQL_CONSTRAINTS && r->process == ROLE_PROC_ARBITRARY && r->queue_arg == 0 &&
		    r->request_arg == 1);
	assert_string_equal(role_find(STR("PKSTART_ROUTINE"))->name, "KSTART_ROUTINE");
	assert_string_equal(role_find(STR("MINIPORT_HALT_HANDLER"))->name, "MINIPORT_HALT");
	assert_string_equal(role_find(STR("PFN_WDFDEVICE_WDM_IRP_PREPROCESS"))->name,
			    "EVT_WDFDEVICE_WDM_IRP_PREPROCESS");
	assert_string_equal(role_find(STR("EVT_WDF_DEVICE_CONTEXT_CLEANUP"))->name, "EVT_WDF_OBJECT_CONTEXT_CLEANUP");
	assert_int_equal(role_find(STR("EVT_WDF_DEVICE_FILE_CREATE"))->process, ROLE_PROC_REQUESTER);
	assert_null(role_find(STR("PVOID")));
	assert_null(role_find(STR("P")));
}

/* Nine power callbacks and EvtIoResume run while the device comes back to D0. */
static void test_power_up_path(void **state)
{
	unsigned n = 0;
	(void)state;
	for (size_t i = 0; i < role_count(); i++)
		n += (role_at(i)->flags & ROLE_F_D0_PATH) != 0;
	assert_int_equal(n, 10);
}

static void test_slots(void **state)
{
	(void)state;
	for (size_t i = 0; i < slot_count(); i++) {
		const struct slot *s = slot_at(i);
		const char *role = s->field ? slot_field(str_from(s->where), str_from(s->field))
					    : slot_arg(str_from(s->where), (unsigned)s->arg);
		if (!role || strcmp(role, s->role) != 0)
			fail_msg("%s %s %d: not found, or there twice", s->where, s->field ? s->field : "", s->arg);
		if (!role_find(str_from(role)) && strcmp(role, "SET_OPTIONS") != 0)
			fail_msg("%s: no role %s", s->where, role);
	}
	assert_string_equal(slot_field(STR("_WDF_IO_QUEUE_CONFIG"), STR("EvtIoRead")), "EVT_WDF_IO_QUEUE_IO_READ");
	assert_string_equal(slot_field(STR("DRIVER_OBJECT"), STR("MajorFunction")), "DRIVER_DISPATCH");
	assert_string_equal(slot_arg(STR("WdfRequestSetCompletionRoutine"), 1), "EVT_WDF_REQUEST_COMPLETION_ROUTINE");
	assert_null(slot_arg(STR("WdfRequestSetCompletionRoutine"), 0));
	assert_null(slot_arg(STR("WdfRequestSetCompletionRoutine"), 4000000000u));
	assert_null(slot_field(STR("_DRIVER_OBJECT"), STR("Flags")));
	assert_null(slot_field(STR(""), STR("")));
}

static void test_effects(void **state)
{
	const struct effect *e;
	(void)state;
	for (size_t i = 0; i < effect_count(); i++) {
		e = effect_at(i);
		if (effect_find(str_from(e->name)) != e)
			fail_msg("%s: out of order, or there twice", e->name);
		assert_true((e->op == EFF_LOCK_NONE) == (e->lock == EFF_L_NONE));
		assert_true((e->block >= EFF_B_TIMEOUT) == (e->block_arg >= 0));
		assert_true(e->irql != EFF_IRQL_RESTORE || e->save >= 0);
		assert_true(!(e->flags & EFF_F_CALLBACK) || e->call_arg >= 0);
		assert_true(e->max_wait == IRQL_UNKNOWN || e->max == IRQL_UNKNOWN || e->max_wait <= e->max);
	}
	e = effect_find(STR("KeAcquireSpinLock"));
	assert_true(e->irql == EFF_IRQL_RAISE && e->level == IRQL_DISPATCH && e->save == 1 && e->save_ptr);
	assert_true(e->op == EFF_LOCK_ACQUIRE && e->lock == EFF_L_SPIN && e->lock_arg == 0);
	e = effect_find(STR("WdfWaitLockAcquire"));
	assert_true(e->block == EFF_B_TIMEOUT64 && e->block_arg == 1 && e->max == IRQL_APC &&
		    e->max_wait == IRQL_PASSIVE);
	assert_true(effect_find(STR("KeBugCheckEx"))->flags & EFF_F_NORETURN);
	assert_null(effect_find(STR("WdfRequestComplete")));
	assert_string_equal(eff_lock_name(EFF_L_CANCEL), "cancel spin lock");
}

/* ---- where the sources disagree ---- */

static void differ(struct buf *b, const char *name, const char *one, int x, const char *other, int y)
{
	if (x != IRQL_UNKNOWN && y != IRQL_UNKNOWN && x != y)
		buf_printf(b, "%s: %s %s, %s %s\n", name, one, irql_name(x), other, irql_name(y));
}

static int reference(const char *name)
{
	const struct ddi *d = ddi_find(str_from(name));
	return d ? d->max : IRQL_UNKNOWN;
}

/* The highest level the header ever allows, conditions or not. */
static int header_max(struct arena *a, const char *text, int so_far)
{
	struct sal_facts facts = { 0 };
	sal_parse(a, str_from(text), &facts);
	for (size_t i = 0; i < facts.n; i++)
		if ((facts.v[i].kind == SAL_IRQL_MAX || facts.v[i].kind == SAL_IRQL_REQUIRES) &&
		    facts.v[i].level > so_far)
			so_far = facts.v[i].level;
	return so_far;
}

static void compare_header(struct buf *b, const char *name, int level)
{
	const struct effect *e = effect_find(str_from(name));
	const struct role *r = role_find(str_from(name));
	differ(b, name, "header", level, "reference", reference(name));
	if (e)
		differ(b, name, "header", level, "effects.def", e->max);
	if (r)
		differ(b, name, "header", level, "roles.def", r->irql.hi);
}

static void compare_wdf(struct buf *b)
{
	FILE *f = fopen("analyzer/facts/data/wdf-sal.tsv", "r");
	struct arena *a = arena_new(64 << 20);
	char line[1024], name[1024] = "";
	int level = IRQL_UNKNOWN;
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	while (fgets(line, sizeof line, f)) {
		char *tab = strchr(line, '\t');
		*tab = 0;
		tab[1 + strcspn(tab + 1, "\n")] = 0;
		if (strcmp(name, line) != 0) {
			compare_header(b, name, level);
			level = IRQL_UNKNOWN;
			snprintf(name, sizeof name, "%s", line);
		}
		if (line[0] != '-')
			level = header_max(a, tab + 1, level);
	}
	fclose(f);
	arena_free(a);
}

static void test_disagreements(void **state)
{
	static char known[65536];
	FILE *f = fopen("analyzer/facts/data/disagreements.txt", "r");
	struct buf b;
	(void)state;
	buf_init(&b, 1 << 20);
	compare_wdf(&b);
	for (size_t i = 0; i < effect_count(); i++)
		differ(&b, effect_at(i)->name, "effects.def", effect_at(i)->max, "reference",
		       reference(effect_at(i)->name));
	for (size_t i = 0; i < role_count(); i++)
		differ(&b, role_at(i)->name, "roles.def", role_at(i)->irql.hi, "reference",
		       reference(role_at(i)->name));
	assert_non_null(f);
	known[fread(known, 1, sizeof known - 1, f)] = 0;
	fclose(f);
	if (strcmp(known, b.s ? b.s : "") != 0) {
		fputs(b.s, stdout); /* too long for a message */
		fail_msg(
			"disagreements changed; look at each, then put the list above into analyzer/facts/data/disagreements.txt");
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_irql),	      cmocka_unit_test(test_ddi),   cmocka_unit_test(test_roles),
		cmocka_unit_test(test_power_up_path), cmocka_unit_test(test_slots), cmocka_unit_test(test_effects),
		cmocka_unit_test(test_disagreements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
