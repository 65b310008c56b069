/* The general rule for queue callbacks without automatic synchronization; with it the level is certain and sync-scope-forces-dispatch speaks. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_EXECUTION_LEVEL, &f))
		irql_report(c, e, &f, NULL);
}

RULE(ddi_above_max_irql_execution_level) = {
	.id = "ddi-above-max-irql-execution-level",
	.family = "irql",
	.title =
		"Call above its maximum IRQL in a callback whose level follows from ExecutionLevel and SynchronizationScope",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "SDV:KmdfIrql2"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-kmdfirql2",
		     "/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdfobject/ne-wdfobject-_wdf_execution_level"),
	.frameworks = RULE_KMDF,
	.call = call,
};
