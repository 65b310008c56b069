/* A wait with a zero timeout does not block, and rule_callee_max() knows it: such a call is legal at DISPATCH_LEVEL. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_BLOCKING, &f))
		irql_report(c, e, &f, "it may block the thread");
}

RULE(blocking_primitive_at_unknown_irql) = {
	.id = "blocking-primitive-at-unknown-irql",
	.family = "irql",
	.title = "Wait or blocking lock where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/request-handlers",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-kewaitforsingleobject",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-exacquirefastmutex",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-exacquireresourceexclusivelite",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-kedelayexecutionthread",
		     "/windows-hardware/drivers/wdf/using-automatic-synchronization"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
