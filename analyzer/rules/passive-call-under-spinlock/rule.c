/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_LOCK, &f))
		irql_report(c, e, &f, NULL);
}

RULE(passive_call_under_spinlock) = {
	.id = "passive-call-under-spinlock",
	.family = "irql",
	.title = "Call that needs a lower level while a spin lock is held",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-framework-locks",
		     "/windows-hardware/drivers/ddi/wdfsync/nf-wdfsync-wdfspinlockacquire",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-keacquirespinlock"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
