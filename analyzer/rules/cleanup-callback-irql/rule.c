/* Which object it belongs to decides; of an unknown one nothing is said. */
#include "rules/shared.h"

static void enter(struct rule_ctx *c, const struct fn *f, bool root)
{
	enum over o = root ? pageable_over(c, f, true) : OVER_NO;

	if (is_over(o))
		pageable_report(c, f, o, SEV_WARNING);
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_CLEANUP, &f))
		irql_report(c, e, &f, NULL);
}

RULE(cleanup_callback_irql) = {
	.id = "cleanup-callback-irql",
	.family = "irql",
	.title = "Cleanup callback of an object that may be deleted at DISPATCH_LEVEL blocks or pages",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfobject/nc-wdfobject-evt_wdf_object_context_cleanup",
		     "/windows-hardware/drivers/ddi/wdfobject/nc-wdfobject-evt_wdf_object_context_destroy"),
	.frameworks = RULE_KMDF,
	.call = call,
	.enter = enter,
};
