/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_DPC_CANCEL, &f))
		irql_report(c, e, &f, "with Wait TRUE it waits for the DPC");
}

RULE(dpc_cancel_wait) = {
	.id = "dpc-cancel-wait",
	.family = "irql",
	.title = "WdfDpcCancel that waits, where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdpc/nf-wdfdpc-wdfdpccancel"),
	.frameworks = RULE_KMDF,
	.call = call,
};
