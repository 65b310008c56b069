#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || r.format != FMT_TARGET || r.format_ok == TRI_YES ||
	    (r.format_ok == TRI_MAYBE && (r.format_tested || !result_is_dropped(&r.format_at))))
		return;
	struct claim cl = claim_of(c, STRENGTH_DEFINITE, "formatting status not tested",
				   "Test the status with NT_SUCCESS and send only on success.",
				   "The request is sent although " STR_FMT
				   " %s: a request whose formatting failed is not set up for any target.",
				   STR_ARG(r.formatter),
				   r.format_ok == TRI_NO ? "has failed on this path"
							 : "may have failed: its status is not tested before the send");

	cl.related[0] = &r.format_at;
	claim_report(c, &cl, r.format_ok == TRI_NO ? SEV_ERROR : SEV_WARNING);
}

RULE(format_status_ignored) = {
	.id = "format-status-ignored",
	.family = "iotarget",
	.title = "The status of a formatting method is not tested before the send",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetformatrequestforioctl",
		     "/windows-hardware/drivers/wdf/sending-i-o-requests-asynchronously",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
