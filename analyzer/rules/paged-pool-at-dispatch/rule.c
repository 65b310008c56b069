/* Nonpaged pool is the remedy, whatever the reason for the level. */
#include "rules/shared.h"

static bool asks_paged(const struct rule_ctx *c, const struct call_event *e)
{
	if (call_is(e, "ExAllocatePool2") || call_is(e, "ExAllocatePool3"))
		return arg_bits(c, 0, 0x100 /* POOL_FLAG_PAGED */) == TRI_YES;
	if (call_is(e, "WdfMemoryCreate"))
		return arg_bits(c, 1, 1 /* PagedPool */) == TRI_YES;
	return str_starts(e->callee, STR("ExAllocatePool")) && arg_bits(c, 0, 1) == TRI_YES;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f = {
		.owner = IRQL_OF_PAGED_POOL, .max = IRQL_APC, .view = rule_irql(c), .source = STR("reference")
	};
	const struct root *r = rule_root(c);
	const struct held_lock *lock = rule_lock_that_raises(c);
	bool senders = r->role && r->role->from == ROLE_IRQL_SENDER && !(lock && lock->in_driver);

	if (!asks_paged(c, e) || senders)
		return;
	f.over = level_over(c, IRQL_APC);
	if (is_over(f.over))
		irql_report(c, e, &f, "paged pool may have to be brought in from disk");
}

RULE(paged_pool_at_dispatch) = {
	.id = "paged-pool-at-dispatch",
	.family = "irql",
	.title = "Paged pool asked for where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "SDV:IrqlExAllocatePool"),
	.docs = LIST("/windows-hardware/drivers/devtest/wdm-irqlexallocatepool",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-exallocatepool2",
		     "/windows-hardware/drivers/ddi/wdfmemory/nf-wdfmemory-wdfmemorycreate"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
