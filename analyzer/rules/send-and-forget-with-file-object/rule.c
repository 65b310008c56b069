/* An existing device without TargetFileObject is allowed; only the file object makes the difference. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend") || rule_send_flag(c, 2, 8 /* SEND_AND_FORGET */) != TRI_YES)
		return;
	struct target_state t = rule_target(c, rule_arg(c, 1));

	if (!t.known || !(t.may_be & TGT_FILE_OBJECT))
		return;
	bool sure = (t.is & TGT_FILE_OBJECT) != 0;
	struct str by = t.opened_by.n ? rule_text(c, " in " STR_FMT, STR_ARG(t.opened_by)) : STR("");
	struct claim cl = claim_of(
		c, sure ? STRENGTH_DEFINITE : STRENGTH_CONTRACT, "send-and-forget to a target with a file object",
		"Leave TargetFileObject out if the target does not need it, or format for this target, set a completion routine and complete the request there.",
		"The request is sent and forgotten to " STR_FMT
		", which %s opened on an existing device with a TargetFileObject" STR_FMT
		": that file object must go with every request, and send-and-forget cannot put it there.",
		STR_ARG(rule_arg_text(c, 1)), sure ? "is" : "may be", STR_ARG(by));

	cl.related[0] = &t.open_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_and_forget_with_file_object) = {
	.id = "send-and-forget-with-file-object",
	.family = "iotarget",
	.title = "Send-and-forget towards a target opened with a file object",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetopen",
		     "/windows-hardware/drivers/ddi/wdfiotarget/ns-wdfiotarget-_wdf_io_target_open_params"),
	.frameworks = RULE_KMDF,
	.call = call,
};
