#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfIoTargetOpen"))
		return;
	struct target_state t = rule_target(c, rule_arg(c, 0));

	if (!t.known || !(t.may_be & TGT_LOCAL))
		return;
	bool sure = (t.is & TGT_LOCAL) != 0;
	struct claim cl = claim_of(
		c, rule_strength(sure ? OVER_DEFINITE : OVER_CONTRACT), "open on the local target",
		"Make a target with WdfIoTargetCreate for another device; use the local target as it is.",
		STR_FMT
		" %s the device's local I/O target (WdfDeviceGetIoTarget), which the framework opens and closes: "
		"WdfIoTargetOpen is for targets made by WdfIoTargetCreate.",
		STR_ARG(rule_arg_text(c, 0)), sure ? "is" : "may be");

	claim_report(c, &cl, SEV_ERROR);
}

RULE(open_on_local_target) = {
	.id = "open-on-local-target",
	.family = "iotarget",
	.title = "WdfIoTargetOpen on the local target",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetopen",
		     "/windows-hardware/drivers/wdf/initializing-a-general-i-o-target",
		     "/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdevicegetiotarget"),
	.frameworks = RULE_KMDF,
	.call = call,
};
