#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct object *o;
	bool all, forget = sends_with(c, e, SEND_FORGET);

	if ((!forget && !sends_with(c, e, SEND_IGNORE_STATE)) || value_objects(c, rule_arg(c, 1), &o, 1, &all) != 1 ||
	    !all)
		return;
	for (size_t i = 0; i < o->events.n; i++) {
		const struct obj_event *there = &o->events.v[i];

		if (!str_is(there->what, "WdfIoTargetStop") && !str_is(there->what, "WdfIoTargetPurge"))
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_CONTRACT, "send not covered by target stop",
			"Keep count of such requests, and wait for them before the hardware goes.",
			"This request is sent with %s: " STR_FMT
			", which the driver calls for the same target, neither holds it back nor waits for it.",
			forget ? "send-and-forget" : "ignore-target-state", STR_ARG(there->what));
		cl.related[0] = &there->at;
		claim_report(c, &cl, SEV_NOTE);
		return;
	}
}

RULE(send_ignores_target_stop) = {
	.id = "send-ignores-target-stop",
	.family = "iotarget",
	.title = "A send that the stop of its target does not wait for",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetstop",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetpurge",
		     "/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags"),
	.frameworks = RULE_KMDF,
	.call = call,
};
