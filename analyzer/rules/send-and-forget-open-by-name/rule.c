/* Told at the send; where the target was opened is a related place. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend") || rule_send_flag(c, 2, 8 /* SEND_AND_FORGET */) != TRI_YES)
		return;
	struct target_state t = rule_target(c, rule_arg(c, 1));

	if (!t.known || !(t.may_be & TGT_BY_NAME))
		return;
	bool sure = (t.is & TGT_BY_NAME) != 0;
	struct str by = t.opened_by.n ? rule_text(c, " in " STR_FMT, STR_ARG(t.opened_by)) : STR("");
	struct claim cl = claim_of(
		c, sure ? STRENGTH_DEFINITE : STRENGTH_CONTRACT, "send-and-forget to a target opened by name",
		"Format the request for this target with WdfIoTargetFormatRequestForXxx, set a completion routine and complete it there; keep send-and-forget for the local target.",
		"The request is sent and forgotten to " STR_FMT ", which %s opened by name" STR_FMT
		": such a target has a file object of its own, which must go with the request, and send-and-forget cannot put it there.",
		STR_ARG(rule_arg_text(c, 1)), sure ? "is" : "may be", STR_ARG(by));

	cl.related[0] = &t.open_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_and_forget_open_by_name) = {
	.id = "send-and-forget-open-by-name",
	.family = "iotarget",
	.title = "Send-and-forget towards a target opened by name",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetopen",
		     "/windows-hardware/drivers/ddi/wdfiotarget/ne-wdfiotarget-_wdf_io_target_open_type"),
	.frameworks = RULE_KMDF,
	.call = call,
};
