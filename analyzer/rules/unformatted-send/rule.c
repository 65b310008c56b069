#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend") || rule_send_flag(c, 2, SEND_FORGET) != TRI_NO)
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || r.format != FMT_NONE || r.unseen || (r.n_sent && !r.reused))
		return;
	bool own = r.origin == REQ_CREATED || r.origin == REQ_FROM_IRP;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "unformatted request sent",
		own ? "Format it with WdfIoTargetFormatRequestForXxx before the send."
		    : "Call WdfRequestFormatRequestUsingCurrentType before the send, or send and forget.",
		"The request is sent although %s: the IRP's next stack location has not been set up, and the driver below acts "
		"on whatever it holds.",
		r.reused ? "it was not formatted again after WdfRequestReuse" : "it was not formatted on this path");

	claim_report(c, &cl, SEV_ERROR);
}

RULE(unformatted_send) = {
	.id = "unformatted-send",
	.family = "iotarget",
	.title = "A request is sent without having been formatted",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "SDV:RequestFormattedValid"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-requestformattedvalid",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/wdf/sending-i-o-requests-asynchronously"),
	.frameworks = RULE_KMDF,
	.call = call,
};
