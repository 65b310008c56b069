#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_asynchronously(c, e))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));
	bool received = request_is_received(&r);

	if (!r.known || r.completion_routine != TRI_NO || r.unseen || (!received && r.origin != REQ_CREATED))
		return;
	if (r.reused && (r.completion_at.unit || request_is_roots(c, rule_arg(c, 0))))
		return; /* reuse-drops-completion-routine */
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "asynchronous send without completion routine",
		received
			? "Set a completion routine that completes the request, or use WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET."
			: "Set a completion routine that deletes or reuses the request.",
		"The request is sent neither synchronously nor as send-and-forget, and has no completion routine: when it comes "
		"back, %s.",
		received ? "nobody completes it, and its sender waits for ever"
			 : "nobody hears of it, and nobody deletes it");

	claim_report(c, &cl, received ? SEV_ERROR : SEV_WARNING);
}

RULE(async_send_without_completion_routine) = {
	.id = "async-send-without-completion-routine",
	.family = "iotarget",
	.title = "An asynchronous send without a completion routine",
	.severity = SEV_ERROR,
	.anchors = LIST("SDV:ReqCompletionRoutine", "WDFV:SendWithoutCompletionRoutine"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-reqcompletionroutine",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsetcompletionroutine",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
