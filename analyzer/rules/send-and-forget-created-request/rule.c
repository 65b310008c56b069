#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_with(c, e, SEND_FORGET) || rule_request(c, rule_arg(c, 0)).origin != REQ_CREATED)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "send-and-forget of a created request",
		"Send it with a completion routine that deletes or reuses it, or synchronously.",
		STR_FMT
		" was made by WdfRequestCreate: nobody above completes it, so it cannot be sent and forgotten. Its "
		"creator has to take it back when it comes.",
		STR_ARG(rule_arg_text(c, 0)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_and_forget_created_request) = {
	.id = "send-and-forget-created-request",
	.family = "iotarget",
	.title = "Send-and-forget of a request the driver created",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "WDFV:SendAndForgetNotPresented"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestcreate",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
