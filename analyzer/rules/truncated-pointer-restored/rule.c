#include "rules/pointers.h"

struct scan {
	struct rule_ctx *c;
	const struct model *m;
	const struct ir_func *f; /* where the integer lives, for a local variable */
	struct ir_opd o;
	struct str record, member; /* or in this member */
	bool in_member;
	struct site cut;
};

/* Is this where the integer comes from? */
static bool visit_cut(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct ir_opd from, to = { .kind = IR_O_PATH, .path = op->dst };
	struct str record, member;
	bool hit;

	if (op->dst == IR_NONE)
		return true;
	if (s->in_member)
		hit = opd_member(u, f, to, &record, &member) && str_eq(record, s->record) && str_eq(member, s->member);
	else
		hit = f == s->f && s->o.kind == IR_O_PATH && op->dst == s->o.path;
	const struct ir_op *def = op->kind == IR_ASSIGN ? only_definition(f, op->a) : op;
	if (!hit || !def || op_cuts_pointer(u, f, def, &from) == CUT_NO)
		return true;
	s->cut = (struct site){ .unit = u, .func = f, .at = op->at };
	return false;
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *outer = arg, s = *outer;
	struct ir_opd from;

	if (!op_makes_pointer(u, f, op, &s.o) || op_cuts_pointer(u, f, op, &from) != CUT_NO)
		return true;
	s.f = f;
	s.in_member = opd_member(u, f, s.o, &s.record, &s.member);
	if (each_op(s.m, visit_cut, &s))
		return true;
	struct site at = { .unit = u, .func = f, .at = op->at };
	struct claim cl =
		claim_of(s.c, s.in_member ? STRENGTH_CONTRACT : STRENGTH_DEFINITE, "truncated pointer restored",
			 "Keep the address in a ULONG_PTR, or in a pointer.",
			 "A pointer is made of a 32-bit integer that holds the lower half of another pointer%s" STR_FMT
			 "%s: on 64-bit systems it points somewhere else.",
			 s.in_member ? " (" : "", STR_ARG(s.in_member ? s.member : STR("")), s.in_member ? ")" : "");

	cl.at = &at;
	cl.related[0] = &s.cut;
	claim_report(s.c, &cl, SEV_ERROR);
	return true;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	each_op(m, visit, &(struct scan){ .c = c, .m = m });
}

RULE(truncated_pointer_restored) = {
	.id = "truncated-pointer-restored",
	.family = "integer-pointer",
	.title = "A pointer that was cut down to 32 bits is used as a pointer again",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/kernel/porting-issues-checklist",
		     "/windows-hardware/drivers/kernel/the-new-data-types",
		     "/windows-hardware/drivers/kernel/pointer-arithmetic"),
	.driver = driver,
};
