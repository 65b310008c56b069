/* What it was registered for decides what senders may do. */
#include "rules/shared.h"

/* The major function the callback was registered for; -1 = not known. */
static int64_t major_of(const struct root *r)
{
	const struct ir_func *f = r->registered.func;

	for (size_t b = 0; f && b < f->blocks.n; b++)
		for (size_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];
			if (op->kind == IR_CALL && op->at.line == r->registered.at.line && op->n_args > 2 &&
			    op->args[2].kind == IR_O_INT)
				return op->args[2].num;
		}
	return -1;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (!irql_fault_is(c, e, IRQL_OF_PREPROCESS, &f))
		return;
	switch (major_of(rule_root(c))) {
	case 0x00:
	case 0x02:
	case 0x12:
	case 0x17:
	case 0x1b: /* create, close, cleanup, WMI, PnP: PASSIVE_LEVEL by contract */
		return;
	default:
		irql_report(c, e, &f, NULL);
	}
}

RULE(preprocess_assumes_passive) = {
	.id = "preprocess-assumes-passive",
	.family = "irql",
	.title = "WDM preprocess or dispatch callback makes a call that its sender's level may not allow",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdfdevice_wdm_irp_preprocess"),
	.frameworks = RULE_KMDF,
	.call = call,
};
