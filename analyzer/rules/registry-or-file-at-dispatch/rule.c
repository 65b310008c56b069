/* See doc.md; rules/shared.h says why this rule speaks and not a neighbour. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_REGISTRY, &f))
		irql_report(c, e, &f, NULL);
}

RULE(registry_or_file_at_dispatch) = {
	.id = "registry-or-file-at-dispatch",
	.family = "irql",
	.title = "Registry, file or other passive-only service where the level may be higher",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-kmdfirql2",
		     "/windows-hardware/drivers/ddi/wdfdriver/nf-wdfdriver-wdfdriveropenparametersregistrykey",
		     "/windows-hardware/drivers/ddi/wdfregistry/nf-wdfregistry-wdfregistryqueryulong",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-zwcreatefile"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
