/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_WAIT_LOCK, &f))
		irql_report(c, e, &f, "a wait lock is a mutex: it blocks the thread");
}

RULE(wait_lock_at_unknown_irql) = {
	.id = "wait-lock-at-unknown-irql",
	.family = "irql",
	.title = "Framework wait lock taken where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:IrqlCheck"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfsync/nf-wdfsync-wdfwaitlockacquire",
		     "/windows-hardware/drivers/wdf/using-framework-locks"),
	.frameworks = RULE_KMDF,
	.call = call,
};
