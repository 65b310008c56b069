/* Told at the send, where both halves are known; the formatting call is a related place. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));
	struct target_state t = rule_target(c, rule_arg(c, 1));

	if (!r.known || r.format != FMT_CURRENT_TYPE || !t.known || !(t.may_be & (TGT_CREATED | TGT_USB)))
		return;
	bool remote = t.all_known && (t.is & TGT_CREATED);
	bool usb = !(t.may_be & TGT_CREATED);
	struct claim cl = claim_of(
		c, remote || usb ? STRENGTH_DEFINITE : STRENGTH_CONTRACT,
		"current-type formatting towards a remote target",
		"Format with the WdfIoTargetFormatRequestForXxx method that names this target, and set a completion routine.",
		"The request was formatted with WdfRequestFormatRequestUsingCurrentType, which prepares it for the driver's "
		"local target, but " STR_FMT " %s. %s",
		STR_ARG(rule_arg_text(c, 1)),
		usb	 ? "is a USB target with request formats of its own"
		: remote ? "is a remote target"
			 : "may be a remote target",
		usb ? "Use the USB methods to format it."
		    : "It works only until that stack needs more IRP stack locations than this request has.");

	cl.related[0] = &r.format_at;
	cl.related[1] = &t.open_at;
	claim_report(c, &cl, usb ? SEV_NOTE : SEV_ERROR);
}

RULE(current_type_format_on_remote_target) = {
	.id = "current-type-format-on-remote-target",
	.family = "iotarget",
	.title = "Current-type formatting towards a remote target",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestformatrequestusingcurrenttype",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetformatrequestforioctl",
		     "/windows-hardware/drivers/wdf/forwarding-i-o-requests"),
	.frameworks = RULE_KMDF,
	.call = call,
};
