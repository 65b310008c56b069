/* The code that runs between raising and lowering has to be resident. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct fn *f = rule_fn(c);
	const struct effect *eff = e->fn ? e->fn->effect : NULL;

	if (!f->pageable || !eff || eff->irql != EFF_IRQL_RAISE || eff->level < (signed char)IRQL_DISPATCH)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "pageable code raises the level",
		"Take the routine out of the PAGE section, or move the part at raised level into a resident one.",
		STR_FMT " is in the pageable section " STR_FMT " and calls " STR_FMT
			", which raises the level to %s: the "
			"instructions after it may be on disk.",
		STR_ARG(f->display), STR_ARG(f->section), STR_ARG(e->callee), irql_name((enum irql)eff->level));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(pageable_code_takes_spinlock) = {
	.id = "pageable-code-takes-spinlock",
	.family = "paging",
	.title = "Pageable code raises the level",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/kernel/when-should-code-and-data-be-pageable-",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-keacquirespinlock",
		     "/windows-hardware/drivers/ddi/wdfsync/nf-wdfsync-wdfspinlockacquire"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
