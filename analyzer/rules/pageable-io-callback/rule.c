/* The section is what counts: PAGED_CODE() alone pages nothing (paged-code-macro-above-apc speaks about it). */
#include "rules/shared.h"

static void enter(struct rule_ctx *c, const struct fn *f, bool root)
{
	enum over o = root && f->pageable ? rule_over(c, IRQL_APC) : OVER_NO;
	const struct root *r = rule_root(c);

	if (!is_over(o) || !r->role || r->role->from == ROLE_IRQL_SENDER)
		return;
	struct site at = { .unit = f->unit, .func = f->ir, .at = f->ir->at };
	struct irql_view v = rule_irql(c);
	bool sure = o == OVER_DEFINITE;
	struct claim cl =
		claim_of(c, rule_strength(o), "pageable callback above APC_LEVEL", "",
			 STR_FMT " is in the pageable section " STR_FMT
				 ", but %s DISPATCH_LEVEL, where a page fault stops the "
				 "system: " STR_FMT ".%s",
			 STR_ARG(f->display), STR_ARG(f->section), sure ? "it is called at" : "the contract allows",
			 STR_ARG(str_stop(v.why)),
			 sure ? "" : " It works today only because the framework usually calls it at PASSIVE_LEVEL.");

	cl.at = &at;
	cl.source = v.source;
	cl.fix = irql_fix(c, IRQL_APC);
	claim_report(c, &cl, SEV_ERROR);
}

RULE(pageable_io_callback) = {
	.id = "pageable-io-callback",
	.family = "paging",
	.title = "Pageable callback that may be called at DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdfio/nc-wdfio-evt_wdf_io_queue_io_device_control",
		     "/windows-hardware/drivers/kernel/when-should-code-and-data-be-pageable-"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.enter = enter,
};
