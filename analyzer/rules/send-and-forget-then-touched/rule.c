#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_needs_handle(e))
		return;
	for (unsigned i = 0; i < e->n_args && i < 3; i++) {
		struct request_state r = rule_request(c, rule_arg(c, i));

		if (!r.known || r.sent != SENT_FORGET || r.send_failed || r.referenced)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "request used after send-and-forget",
			"Touch the request only where WdfRequestSend returned FALSE.",
			STR_FMT
			" is used by " STR_FMT
			" although it was sent and forgotten: once WdfRequestSend has returned TRUE the request "
			"belongs to somebody else, and may be completed and gone.",
			STR_ARG(rule_arg_text(c, i)), STR_ARG(e->callee));
		cl.related[0] = &r.sent_at;
		claim_report(c, &cl, SEV_ERROR);
		return;
	}
}

RULE(send_and_forget_then_touched) = {
	.id = "send-and-forget-then-touched",
	.family = "request-lifetime",
	.title = "A request is used after it was sent and forgotten",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/wdf/completing-i-o-requests",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
