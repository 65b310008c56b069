/* For code that really is pageable the rules about sections speak. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	enum over o = str_starts(e->callee, STR("__rc_paged_code")) && !rule_fn(c)->pageable ? level_over(c, IRQL_APC)
											     : OVER_NO;
	const struct root *r = rule_root(c);

	if (!is_over(o) || !r->role || r->role->from == ROLE_IRQL_SENDER)
		return;
	struct irql_view v = rule_irql(c);
	struct claim cl = claim_of(c, rule_strength(o), "PAGED_CODE above APC_LEVEL", "",
				   "PAGED_CODE in " STR_FMT
				   " says that the level is APC_LEVEL or below, but %s DISPATCH_LEVEL: " STR_FMT
				   ". The macro tests in checked builds only.",
				   STR_ARG(rule_fn(c)->display),
				   o == OVER_DEFINITE ? "here it is" : "the contract allows", STR_ARG(str_stop(v.why)));

	cl.fix = irql_fix(c, IRQL_APC);
	cl.source = v.source;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(paged_code_macro_above_apc) = {
	.id = "paged-code-macro-above-apc",
	.family = "paging",
	.title = "PAGED_CODE where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "SDV:PagedCode"),
	.docs = LIST("/windows-hardware/drivers/devtest/wdm-pagedcode",
		     "/windows-hardware/drivers/ddi/wdfio/nc-wdfio-evt_wdf_io_queue_io_device_control",
		     "/windows-hardware/drivers/wdf/using-automatic-synchronization"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
