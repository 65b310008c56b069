/* Said once, where resident code goes over to pageable code. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	enum over o =
		e->fn && e->fn->defined && e->fn->pageable && !rule_fn(c)->pageable ? level_over(c, IRQL_APC) : OVER_NO;
	const struct root *r = rule_root(c);

	if (!is_over(o) || (r->role && r->role->from == ROLE_IRQL_SENDER))
		return;
	struct irql_view v = rule_irql(c);
	struct claim cl =
		claim_of(c, rule_strength(o), "pageable routine called above APC_LEVEL", "",
			 STR_FMT " is in the pageable section " STR_FMT
				 ", but %s DISPATCH_LEVEL at this call, where a page fault stops the "
				 "system: " STR_FMT ".",
			 STR_ARG(e->fn->display), STR_ARG(e->fn->section),
			 o == OVER_DEFINITE ? "the level is" : "the contract allows", STR_ARG(str_stop(v.why)));

	cl.fix = irql_fix(c, IRQL_APC);
	cl.source = v.source;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(pageable_callee_at_dispatch) = {
	.id = "pageable-callee-at-dispatch",
	.family = "paging",
	.title = "Pageable routine called where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/kernel/making-drivers-pageable",
		     "/windows-hardware/drivers/kernel/when-should-code-and-data-be-pageable-"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
