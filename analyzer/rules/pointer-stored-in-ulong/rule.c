#include "rules/pointers.h"

struct scan {
	struct rule_ctx *c;
	const struct ir_op *last; /* a cast whose result is only masked does no harm */
};

/* Only its low bits are looked at: an alignment test, or a hash. */
static bool masked(const struct ir_func *f, const struct ir_op *op)
{
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *use = &f->blocks.v[b].ops[i];

			if (use->kind == IR_BIN && (use->sub == IR_AND || use->sub == IR_REM || use->sub == IR_XOR) &&
			    use->a.kind == IR_O_PATH && use->a.path == op->dst)
				return true;
		}
	return false;
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct ir_opd from;

	if (op_cuts_pointer(u, f, op, &from) != CUT_CAST || op->dst == IR_NONE || masked(f, op))
		return true;
	const struct ir_type_rec *t = opd_type(u, f, from);
	bool sure = from.kind == IR_O_ADDR ||
		    (t && t->kind == IR_T_PTR && t->elem < u->types.n && u->types.v[t->elem].kind != IR_T_VOID);
	struct str text = rule_text(s->c, STR_FMT, STR_ARG(ir_text(u, u->types.v[op->type].name)));
	struct site at = { .unit = u, .func = f, .at = op->at };
	struct claim cl =
		claim_of(s->c, sure ? STRENGTH_DEFINITE : STRENGTH_CONTRACT, "pointer cast to 32 bits",
			 "Use ULONG_PTR (or UINT_PTR) for an integer that holds an address.",
			 "A %s is cast to " STR_FMT ": on 64-bit systems the upper half of the address is lost.",
			 sure ? "pointer" : "value of pointer type", STR_ARG(text));

	cl.at = &at;
	claim_report(s->c, &cl, SEV_ERROR);
	return true;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	each_op(m, visit, &(struct scan){ .c = c });
}

RULE(pointer_stored_in_ulong) = {
	.id = "pointer-stored-in-ulong",
	.family = "integer-pointer",
	.title = "A pointer is cut down to 32 bits",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/kernel/porting-issues-checklist",
		     "/windows-hardware/drivers/kernel/the-new-data-types",
		     "/windows-hardware/drivers/gettingstarted/porting-your-driver-to-64-bit-windows"),
	.driver = driver,
};
