/* Whole driver: attributes as they stood at the create call. */
#include "rules/edits.h"

static bool takes_level(enum obj_kind k)
{
	return k == OBJ_DRIVER || k == OBJ_DEVICE || k == OBJ_QUEUE || k == OBJ_TIMER || k == OBJ_FILE ||
	       k == OBJ_GENERAL || k == OBJ_UNKNOWN;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 1; i < m->objects.n; i++) {
		const struct object *o = &m->objects.v[i];
		bool level = (o->level == LEVEL_PASSIVE || o->level == LEVEL_DISPATCH) && !takes_level(o->kind);
		bool scope = (o->scope == SCOPE_DEVICE || o->scope == SCOPE_QUEUE || o->scope == SCOPE_NONE) &&
			     o->kind != OBJ_DRIVER && o->kind != OBJ_DEVICE && o->kind != OBJ_QUEUE &&
			     o->kind != OBJ_UNKNOWN;

		if (!level && !scope)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "attribute that the object does not take",
			"Leave the attribute at WDF_OBJECT_ATTRIBUTES_INIT's value; set it at the device or queue.",
			"The attributes given to " STR_FMT " set %s, which a %s object does not take: the call fails.",
			STR_ARG(o->creator), level ? "ExecutionLevel" : "SynchronizationScope", obj_kind_name(o->kind));
		cl.at = &o->created;
		cl.related[0] = level ? &o->level_at : &o->scope_at;
		/* Not where helper functions give it to other objects, too. */
		if (cl.related[0]->func == o->created.func && cl.related[0]->at.line != o->created.at.line)
			edit_drop(&cl, cl.related[0]);
		claim_report(c, &cl, SEV_ERROR);
	}
}

RULE(execution_level_unsupported_object) = {
	.id = "execution-level-unsupported-object",
	.family = "irql",
	.title = "Execution level or scope set for an object that does not take one",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:ObjectAttributes"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfobject/ne-wdfobject-_wdf_execution_level",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestcreate",
		     "/windows-hardware/drivers/ddi/wdfobject/ne-wdfobject-_wdf_synchronization_scope"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
