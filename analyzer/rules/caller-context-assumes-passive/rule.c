/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_CALLER_CONTEXT, &f))
		irql_report(c, e, &f, NULL);
}

RULE(caller_context_assumes_passive) = {
	.id = "caller-context-assumes-passive",
	.family = "irql",
	.title = "EvtIoInCallerContext makes a call that its sender's level may not allow",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context"),
	.frameworks = RULE_KMDF,
	.call = call,
};
