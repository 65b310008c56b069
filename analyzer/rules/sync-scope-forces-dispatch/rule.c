/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_SCOPE, &f))
		irql_report(c, e, &f, NULL);
}

RULE(sync_scope_forces_dispatch) = {
	.id = "sync-scope-forces-dispatch",
	.family = "irql",
	.title = "Synchronization scope without a passive level, and a call that needs one",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdfobject/ne-wdfobject-_wdf_synchronization_scope"),
	.frameworks = RULE_KMDF,
	.call = call,
};
