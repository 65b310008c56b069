/* The _INIT functions ask for it too: only what the driver writes itself is a wish. */
#include "rules/shared.h"

static const struct obj_prop *asked(const struct object *o)
{
	const struct obj_prop *p = object_prop(o, "AutomaticSerialization");
	bool takes = o->kind == OBJ_DPC || o->kind == OBJ_TIMER || o->kind == OBJ_WORKITEM;

	return takes && p && p->kind == PROP_INT && p->num && p->set_at.unit ? p : NULL;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 1; i < m->objects.n; i++) {
		const struct object *o = &m->objects.v[i], *parent = model_object(m, o->parent);
		const struct obj_prop *p = asked(o);

		/* Only devices and queues have callbacks to serialize with; under another parent the framework looks further up. */
		if (!p || !parent || (parent->kind != OBJ_DEVICE && parent->kind != OBJ_QUEUE))
			continue;
		struct effective e = model_effective(m, parent);
		if (e.scope != SCOPE_NONE)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "automatic serialization under a scope of none",
			"Set SynchronizationScope on the parent, or take a lock in the callbacks that share data.",
			"AutomaticSerialization does nothing here: the synchronization scope of the %s above the %s is none, so "
			"the framework holds no lock that the callback could share.",
			obj_kind_name(parent->kind), obj_kind_name(o->kind));
		cl.at = &p->set_at;
		cl.related[0] = &o->created;
		cl.related[1] = &parent->created;
		claim_report(c, &cl, SEV_WARNING);
	}
}

RULE(automatic_serialization_no_effect) = {
	.id = "automatic-serialization-no-effect",
	.family = "irql",
	.title = "Automatic serialization asked for where there is no synchronization",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdftimer/ns-wdftimer-_wdf_timer_config",
		     "/windows-hardware/drivers/ddi/wdfdpc/ns-wdfdpc-_wdf_dpc_config",
		     "/windows-hardware/drivers/ddi/wdfworkitem/ns-wdfworkitem-_wdf_workitem_config"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
