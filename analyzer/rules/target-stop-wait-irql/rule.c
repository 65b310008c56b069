/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_TARGET_STOP, &f))
		irql_report(c, e, &f, "it waits for requests that were sent");
}

RULE(target_stop_wait_irql) = {
	.id = "target-stop-wait-irql",
	.family = "irql",
	.title = "Target stopped or purged with waiting, where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:IrqlCheck"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetstop",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetpurge"),
	.frameworks = RULE_KMDF,
	.call = call,
};
