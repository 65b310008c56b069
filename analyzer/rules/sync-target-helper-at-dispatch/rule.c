/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_TARGET_HELPER, &f))
		irql_report(c, e, &f, "it sends and waits");
}

RULE(sync_target_helper_at_dispatch) = {
	.id = "sync-target-helper-at-dispatch",
	.family = "irql",
	.title = "One-call target method that sends and waits, where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:IrqlCheck"),
	.docs = LIST(
		"/windows-hardware/drivers/wdf/sending-i-o-requests-synchronously",
		"/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetsendioctlsynchronously",
		"/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetsendreadsynchronously",
		"/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetopen",
		"/windows-hardware/drivers/ddi/wdfusb/nf-wdfusb-wdfusbtargetdevicesendcontroltransfersynchronously"),
	.frameworks = RULE_KMDF,
	.call = call,
};
