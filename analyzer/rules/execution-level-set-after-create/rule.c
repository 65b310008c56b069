/* The explorer notes assignments to attributes that a create call has read already and that nothing reads again. */
#include "rules/edits.h"

/* The assignment goes, and stands after the structure's initialisation. */
static void move(struct claim *cl, const struct late_set *l)
{
	struct str value =
		l->op->kind == IR_ASSIGN && l->op->a.kind == IR_O_INT ? ir_text(l->at.unit, l->op->a.name) : STR("");

	if (value.n && l->at.func == l->made.func &&
	    edit_attributes(cl, &l->made, l->member.s, ir_textz(l->at.unit, l->op->a.name)))
		edit_drop(cl, &l->at);
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 0; i < m->late_sets.n; i++) {
		const struct late_set *l = &m->late_sets.v[i];
		struct claim cl =
			claim_of(c, STRENGTH_DEFINITE, "attribute set after the object was created",
				 "Move the assignment between WDF_OBJECT_ATTRIBUTES_INIT and the create call.",
				 STR_FMT " is set after " STR_FMT
					 " has read the attributes, and no later call reads them: the object keeps "
					 "the value it was created with.",
				 STR_ARG(l->member), STR_ARG(l->creator));

		cl.at = &l->at;
		cl.related[0] = &l->made;
		move(&cl, l);
		claim_report(c, &cl, SEV_WARNING);
	}
}

RULE(execution_level_set_after_create) = {
	.id = "execution-level-set-after-create",
	.family = "irql",
	.title = "Execution level or scope set after the object was created",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdfobject/ns-wdfobject-_wdf_object_attributes"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
