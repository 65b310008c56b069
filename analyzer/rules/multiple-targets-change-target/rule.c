#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || !r.sent_at.unit || r.send_failed || r.changed_target ||
	    !targets_differ(c, r.sent_target, rule_arg(c, 1)))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "second target without change",
		"Call WdfRequestChangeTarget for the second target and send only if it succeeds.",
		"The request was sent to another target before, and is now sent to " STR_FMT
		" without WdfRequestChangeTarget: nobody has checked that its IRP has enough stack locations for that stack.",
		STR_ARG(rule_arg_text(c, 1)));

	cl.related[0] = &r.sent_at;
	claim_report(c, &cl, SEV_WARNING);
}

RULE(multiple_targets_change_target) = {
	.id = "multiple-targets-change-target",
	.family = "iotarget",
	.title = "A request goes to a second target without WdfRequestChangeTarget",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3", "WDFV:0x10D-0x6-NO_MORE_STACK_LOCATIONS"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestchangetarget",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/wdf/forwarding-i-o-requests"),
	.frameworks = RULE_KMDF,
	.call = call,
};
