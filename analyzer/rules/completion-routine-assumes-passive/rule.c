/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_COMPLETION, &f))
		irql_report(c, e, &f, NULL);
}

RULE(completion_routine_assumes_passive) = {
	.id = "completion-routine-assumes-passive",
	.family = "irql",
	.title = "Completion routine makes a call that DISPATCH_LEVEL does not allow",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nc-wdfrequest-evt_wdf_request_completion_routine",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsetcompletionroutine"),
	.frameworks = RULE_KMDF,
	.call = call,
};
