/* The _INIT functions set AutomaticSerialization to TRUE. */
#include "rules/edits.h"

/* NULL where this object may be serialized with its parent. */
static const char *why_not(const struct model *m, const struct object *o)
{
	const struct object *p = model_object(m, o->parent);
	int64_t serialized;

	if (!p || (o->kind != OBJ_DPC && o->kind != OBJ_TIMER && o->kind != OBJ_WORKITEM) ||
	    !object_int(o, "AutomaticSerialization", &serialized) || !serialized)
		return NULL;
	struct effective e = model_effective(m, p);
	bool passive = o->kind == OBJ_WORKITEM || (o->kind == OBJ_TIMER && o->level == LEVEL_PASSIVE);
	if ((e.scope != SCOPE_DEVICE && e.scope != SCOPE_QUEUE) || e.level == LEVEL_UNKNOWN ||
	    (e.level == LEVEL_PASSIVE) == passive)
		return NULL;
	return passive ? "runs at PASSIVE_LEVEL, and the parent's lock is a spin lock"
		       : "runs at DISPATCH_LEVEL, and the parent's lock is a mutex";
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 1; i < m->objects.n; i++) {
		const struct object *o = &m->objects.v[i];
		const char *why = why_not(m, o);

		if (!why)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "automatic serialization across levels",
			"Set AutomaticSerialization = FALSE and take a lock in the callback, or use the kind of object that runs at the "
			"parent's level.",
			STR_FMT " is asked to serialize the callback with its parent's, but it %s: the call fails.",
			STR_ARG(o->creator), why);
		cl.at = &o->created;
		const struct obj_prop *asked = object_prop(o, "AutomaticSerialization");
		if ((!asked->set_at.unit || edit_drop(&cl, &asked->set_at)) &&
		    !edit_after_init(&cl, &o->created, 0, "AutomaticSerialization", "FALSE"))
			cl.edits[0] = (struct edit){ 0 };
		claim_report(c, &cl, SEV_ERROR);
	}
}

RULE(automatic_serialization_incompatible) = {
	.id = "automatic-serialization-incompatible",
	.family = "irql",
	.title = "Automatic serialization asked for under a parent of another level",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:AutomaticSerialization"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdfdpc/nf-wdfdpc-wdfdpccreate",
		     "/windows-hardware/drivers/ddi/wdftimer/nf-wdftimer-wdftimercreate",
		     "/windows-hardware/drivers/ddi/wdfworkitem/nf-wdfworkitem-wdfworkitemcreate"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
