/* One lock cannot be a mutex for the device and a spin lock for its queue. */
#include "rules/shared.h"

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 1; i < m->objects.n; i++) {
		const struct object *q = &m->objects.v[i];
		const struct object *d = q->kind == OBJ_QUEUE ? model_object(m, q->parent) : NULL;

		if (!d || d->kind != OBJ_DEVICE || !q->attributes_known || !d->attributes_known)
			continue;
		struct effective eq = model_effective(m, q), ed = model_effective(m, d);
		if (eq.scope != SCOPE_DEVICE || eq.level == LEVEL_UNKNOWN || ed.level == LEVEL_UNKNOWN ||
		    eq.level == ed.level)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "execution levels of queue and device differ",
			"Give both the same ExecutionLevel, or set SynchronizationScope = WdfSynchronizationScopeQueue for this queue.",
			"This queue uses the synchronization scope of its device, but its execution level is %s and the device's is %s: "
			"WdfIoQueueCreate fails.",
			eq.level == LEVEL_PASSIVE ? "passive" : "dispatch",
			ed.level == LEVEL_PASSIVE ? "passive" : "dispatch");
		cl.at = &q->created;
		cl.related[0] = &d->created;
		claim_report(c, &cl, SEV_ERROR);
	}
}

RULE(queue_device_execution_level_mismatch) = {
	.id = "queue-device-execution-level-mismatch",
	.family = "irql",
	.title = "Queue under device scope with another execution level than its device",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:QueueConstraints"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdfio/nf-wdfio-wdfioqueuecreate"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
