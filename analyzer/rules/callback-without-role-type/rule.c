#include "rules/shared.h"

/* Registered twice in different roles: then no one type fits. */
static bool one_role(const struct model *m, const struct root *r)
{
	for (size_t i = 0; i < m->roots.n; i++)
		if (m->roots.v[i].fn == r->fn && m->roots.v[i].role && m->roots.v[i].role != r->role)
			return false;
	return true;
}

/* Class members are declared in their class; a storage miniport's DriverEntry has a type of its own. */
static bool may_have_type(const struct fn *f, bool entry)
{
	const struct ir_type_rec *t = f->ir->n_params ? &f->unit->types.v[f->ir->vars.v[0].type] : NULL;

	for (size_t i = 0; i + 1 < f->display.n; i++)
		if (f->display.s[i] == ':')
			return false;
	if (entry && (!t || !str_is(ir_text(f->unit, t->name), "PDRIVER_OBJECT")))
		return false;
	return !(f->ir->flags & (IR_FF_METHOD | IR_FF_LAMBDA));
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 0; i < m->roots.n; i++) {
		const struct root *r = &m->roots.v[i];
		const struct fn *f = model_fn(m, r->fn);
		bool entry = r->role && str_is(str_from(r->role->name), "DRIVER_INITIALIZE");

		if (!r->role || !f->defined || f->model || f->roles.n || f->ir->roles.n || !one_role(m, r) ||
		    (r->role->flags & ROLE_F_REFERENCE) || !role_is_function_type(r->role) ||
		    !may_have_type(f, entry) || (!r->registered.unit && !entry))
			continue;
		struct site at = { .unit = f->unit, .func = f->ir, .at = f->ir->at };
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "no role type",
			rule_text(c, "Declare it with its role type: %s " STR_FMT ";", r->role->name,
				  STR_ARG(f->display))
				.s,
			STR_FMT
			" is %s %s, but is not declared as one: analysis tools cannot tell its level and its duties.",
			STR_ARG(f->display), entry ? "the driver's" : "registered as", r->role->name);
		cl.at = &at;
		if (r->registered.unit)
			cl.related[0] = &r->registered;
		claim_report(c, &cl, SEV_WARNING);
	}
}

RULE(callback_without_role_type) = {
	.id = "callback-without-role-type",
	.family = "sal-annotations",
	.title = "A callback that is not declared by its role type",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:4", "CA:C28101", "CodeQL:CurrentFunctionTypeNotCorrect"),
	.docs = LIST("/windows-hardware/drivers/devtest/static-driver-verifier-kmdf-function-declarations",
		     "/windows-hardware/drivers/devtest/declaring-functions-using-function-role-types-for-wdm-drivers",
		     "/windows-hardware/drivers/devtest/28101-wrong-function-type-annotation"),
	.frameworks = RULE_WDM | RULE_KMDF,
	.driver = driver,
};
