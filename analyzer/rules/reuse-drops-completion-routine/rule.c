#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_asynchronously(c, e))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || !r.reused || r.completion_routine != TRI_NO || r.escaped)
		return;
	if (!r.completion_at.unit && !request_is_roots(c, rule_arg(c, 0)))
		return; /* it had none before either */
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "completion routine dropped by reuse",
		"Call WdfRequestSetCompletionRoutine after WdfRequestReuse, before each send.",
		"WdfRequestReuse has taken the request's completion routine away, and none is set before this send: nobody will "
		"hear of its completion.");

	cl.related[0] = &r.completion_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(reuse_drops_completion_routine) = {
	.id = "reuse-drops-completion-routine",
	.family = "iotarget",
	.title = "WdfRequestReuse has removed the completion routine",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestreuse",
		     "/windows-hardware/drivers/wdf/reusing-framework-request-objects",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsetcompletionroutine"),
	.frameworks = RULE_KMDF,
	.call = call,
};
