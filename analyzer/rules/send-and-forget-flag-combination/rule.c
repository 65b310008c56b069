#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_with(c, e, SEND_FORGET))
		return;
	const char *other = rule_send_flag(c, 2, SEND_TIMEOUT) == TRI_YES	? "a timeout"
			    : rule_send_flag(c, 2, SEND_SYNCHRONOUS) == TRI_YES ? "WDF_REQUEST_SEND_OPTION_SYNCHRONOUS"
			    : rule_send_flag(c, 2, SEND_IGNORE_STATE) == TRI_YES
				    ? "WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE"
				    : NULL;
	if (!other)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "send-and-forget with another option",
		"Use send-and-forget alone, or send with a completion routine and the other option.",
		"The options ask for send-and-forget and for %s. Whoever forgets a request can neither wait for it nor time it; "
		"send-and-forget excludes every other option, and the send fails.",
		other);

	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_and_forget_flag_combination) = {
	.id = "send-and-forget-flag-combination",
	.family = "iotarget",
	.title = "Send-and-forget together with another send option",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "WDFV:SendOptions"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdf_request_send_options_set_timeout",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
