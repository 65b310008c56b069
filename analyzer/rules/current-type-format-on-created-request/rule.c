#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestFormatRequestUsingCurrentType"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (r.origin != REQ_CREATED)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "current-type formatting of a created request",
		"Format it for its target with WdfIoTargetFormatRequestForXxx.",
		STR_FMT
		" was made by WdfRequestCreate: it has no current IRP stack location whose contents could be copied. "
		"WdfRequestFormatRequestUsingCurrentType is for requests that came from a queue.",
		STR_ARG(rule_arg_text(c, 0)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(current_type_format_on_created_request) = {
	.id = "current-type-format-on-created-request",
	.family = "iotarget",
	.title = "Current-type formatting of a request the driver created",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "WDFV:0x10D-0x6-NULL_IRP"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestformatrequestusingcurrenttype",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestcreate",
		     "/windows-hardware/drivers/wdf/creating-framework-request-objects"),
	.frameworks = RULE_KMDF,
	.call = call,
};
