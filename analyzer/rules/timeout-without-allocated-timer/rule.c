#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_asynchronously(c, e) || rule_send_flag(c, 2, SEND_TIMEOUT) != TRI_YES)
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || r.timer_allocated || r.escaped || (r.origin != REQ_CREATED && !request_is_received(&r)) ||
	    (r.origin == REQ_CREATED && !path_called(c, "WdfRequestCreate")))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "timer not allocated before the send",
		"Call WdfRequestAllocateTimer when the request is prepared, and test its status.",
		"The send carries a timeout, and the request has no timer yet: WdfRequestSend has to allocate one, and fails if it "
		"cannot.");

	claim_report(c, &cl, SEV_NOTE);
}

RULE(timeout_without_allocated_timer) = {
	.id = "timeout-without-allocated-timer",
	.family = "iotarget",
	.title = "A send with a timeout whose timer was not allocated before",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestallocatetimer",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdf_request_send_options_set_timeout",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
