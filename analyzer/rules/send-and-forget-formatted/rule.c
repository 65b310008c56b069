#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_with(c, e, SEND_FORGET))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || r.format != FMT_TARGET || r.origin == REQ_CREATED)
		return;
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "send-and-forget of a formatted request",
			 "Leave the formatting out, or set a completion routine and send without send-and-forget.",
			 "The request was formatted with " STR_FMT
			 ", which sets up a stack location of its own and buffers that somebody "
			 "has to release; send-and-forget passes the request on as it came and comes back to nobody.",
			 STR_ARG(r.formatter));

	cl.related[0] = &r.format_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_and_forget_formatted) = {
	.id = "send-and-forget-formatted",
	.family = "iotarget",
	.title = "Send-and-forget of a request that was formatted for its target",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "SDV:RequestSendAndForgetNoFormatting", "SDV:RequestSendAndForgetNoFormatting2",
			"WDFV:SendAndForgetFormatted"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/devtest/kmdf-requestsendandforgetnoformatting",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
