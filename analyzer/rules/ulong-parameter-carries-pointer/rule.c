#include "rules/pointers.h"

struct scan {
	struct rule_ctx *c;
	const struct model *m;
};

static void tell(struct scan *s, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op,
		 const char *what, struct str name)
{
	struct site at = { .unit = u, .func = f, .at = op->at };
	struct claim cl = claim_of(s->c, STRENGTH_DEFINITE, "32-bit place carries an address",
				   "Give it the type ULONG_PTR, or PVOID.",
				   "The %s " STR_FMT " has 32 bits and is given the lower half of an address.", what,
				   STR_ARG(name));

	cl.at = &at;
	claim_report(s->c, &cl, SEV_WARNING);
}

/* The operand is what PtrToUlong made. */
static bool is_cut(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o)
{
	const struct ir_op *def = only_definition(f, o);
	struct ir_opd from;

	return def && op_cuts_pointer(u, f, def, &from) == CUT_MACRO;
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct ir_opd from, to = { .kind = IR_O_PATH, .path = op->dst };
	struct str record, member, callee = op_callee(u, op);

	if (op->dst != IR_NONE && opd_member(u, f, to, &record, &member) &&
	    (op_cuts_pointer(u, f, op, &from) == CUT_MACRO || (op->kind == IR_ASSIGN && is_cut(u, f, op->a))))
		tell(s, u, f, op, "member", member);
	const struct fn *g = callee.n ? model_fn_named(s->m, callee) : NULL;
	for (uint32_t i = 0; g && g->defined && !g->model && i < op->n_args && i < g->ir->n_params; i++)
		if (is_cut(u, f, op->args[i]))
			tell(s, u, f, op, "parameter", ir_text(g->unit, g->ir->vars.v[i].name));
	return true;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	each_op(m, visit, &(struct scan){ .c = c, .m = m });
}

RULE(ulong_parameter_carries_pointer) = {
	.id = "ulong-parameter-carries-pointer",
	.family = "integer-pointer",
	.title = "A 32-bit member or parameter carries an address",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/kernel/porting-issues-checklist",
		     "/windows-hardware/drivers/kernel/the-new-data-types",
		     "/windows-hardware/drivers/kernel/pointer-arithmetic"),
	.driver = driver,
};
