/* What no rule with a name of its own speaks about: any documented call, from callbacks of fixed level or from code that raised it. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_FIXED, &f))
		irql_report(c, e, &f, NULL);
}

RULE(ddi_above_max_irql) = {
	.id = "ddi-above-max-irql",
	.family = "irql",
	.title = "Call above its documented maximum IRQL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "SDV:KmdfIrql", "WDFV:IrqlCheck"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-kmdfirql",
		     "/windows-hardware/drivers/kernel/managing-hardware-priorities",
		     "/windows-hardware/drivers/ddi/wdfdpc/nc-wdfdpc-evt_wdf_dpc"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
