#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || r.format != FMT_TARGET || !targets_differ(c, r.format_target, rule_arg(c, 1)))
		return;
	struct claim cl = claim_of(c, STRENGTH_DEFINITE, "formatted for another target",
				   "Name the same target in the formatting call and in the send.",
				   "The request was formatted by " STR_FMT " for another target than " STR_FMT
				   ": stack depth, buffering and file object fit the other one.",
				   STR_ARG(r.formatter), STR_ARG(rule_arg_text(c, 1)));

	cl.related[0] = &r.format_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(format_target_mismatch) = {
	.id = "format-target-mismatch",
	.family = "iotarget",
	.title = "Formatted for one target, sent to another",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/wdf/sending-i-o-requests-asynchronously",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetformatrequestforioctl",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
