/* Legal and inherited, and rarely what is meant. */
#include "rules/shared.h"

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 1; i < m->objects.n; i++) {
		const struct object *o = &m->objects.v[i];
		/* the driver object's own defaults, written down, change nothing: level Dispatch and scope None */
		bool level = o->level == LEVEL_PASSIVE;
		bool scope = o->scope == SCOPE_DEVICE || o->scope == SCOPE_QUEUE;

		if (o->kind != OBJ_DRIVER || (!level && !scope))
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "driver object's attributes changed",
			"Set it at the device or queue that needs it.",
			"WdfDriverCreate is given %s, which everything below the driver inherits: devices and queues that are added later "
			"are changed without anybody seeing it there.",
			level ? "an ExecutionLevel" : "a SynchronizationScope");
		cl.at = &o->created;
		cl.related[0] = level ? &o->level_at : &o->scope_at;
		claim_report(c, &cl, SEV_WARNING);
	}
}

RULE(driver_wide_attributes_changed) = {
	.id = "driver-wide-attributes-changed",
	.family = "irql",
	.title = "Execution level or scope imposed on the whole driver",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:2", "SDV:DriverAttributeChanged"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-driverattributechanged",
		     "/windows-hardware/drivers/ddi/wdfdriver/nf-wdfdriver-wdfdrivercreate"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
