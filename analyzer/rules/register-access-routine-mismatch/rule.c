#include "rules/pointers.h"

struct scan {
	struct rule_ctx *c;
	const struct model *m;
	struct str record, member;
	bool mapped, other;
	struct site at;
};

/* All that is ever stored in the member: is it mapped memory and nothing else? */
static bool visit_store(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct str record, member;

	if (op->dst == IR_NONE || op->kind == IR_ZERO || !opd_member(u, f, ir_val(op->dst), &record, &member) ||
	    !str_eq(record, s->record) || !str_eq(member, s->member))
		return true;
	const struct ir_op *def = op;
	for (unsigned i = 0;
	     i < 4 && def && (def->kind == IR_ASSIGN || def->kind == IR_CAST) && def->a.kind == IR_O_PATH; i++)
		def = only_definition(f, def->a);
	if (def && str_starts(op_callee(u, def), STR("MmMapIoSpace"))) {
		s->mapped = true;
		s->at = (struct site){ .unit = u, .func = f, .at = op->at };
	} else if (!(op->kind == IR_ASSIGN && op->a.kind == IR_O_INT && op->a.num == 0)) {
		s->other = true;
	}
	return true;
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan s = *(struct scan *)arg;
	struct str callee = op_callee(u, op);

	if ((!str_starts(callee, STR("READ_PORT_")) && !str_starts(callee, STR("WRITE_PORT_"))) || !op->n_args)
		return true;
	struct ir_opd o = op->args[0];
	const struct ir_op *def = only_definition(f, o);
	for (unsigned i = 0; i < 4 && def && (def->kind == IR_ASSIGN || def->kind == IR_CAST || def->kind == IR_BIN);
	     i++) {
		o = def->a;
		def = only_definition(f, o);
	}
	if (o.kind == IR_O_ADDR) /* &context->Base[4] */
		o = ir_val(f->paths.v[o.path].base);
	if (o.kind == IR_O_PATH && f->paths.v[o.path].kind == IR_P_DEREF)
		o = ir_val(f->paths.v[o.path].base);
	if (!opd_member(u, f, o, &s.record, &s.member))
		return true;
	each_op(s.m, visit_store, &s);
	if (!s.mapped || s.other)
		return true;
	struct site at = { .unit = u, .func = f, .at = op->at };
	struct claim cl =
		claim_of(s.c, STRENGTH_DEFINITE, "port routine on mapped registers",
			 "Use the READ_REGISTER and WRITE_REGISTER routines for what MmMapIoSpaceEx returned.",
			 STR_FMT " is given " STR_FMT
				 ", which holds the address of mapped memory: port routines address another space.",
			 STR_ARG(callee), STR_ARG(s.member));
	cl.at = &at;
	cl.related[0] = &s.at;
	claim_report(s.c, &cl, SEV_NOTE);
	return true;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	each_op(m, visit, &(struct scan){ .c = c, .m = m });
}

RULE(register_access_routine_mismatch) = {
	.id = "register-access-routine-mismatch",
	.family = "pnp-init",
	.title = "Mapped registers are reached by port routines",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/wdf/reading-and-writing-to-device-registers",
		     "/windows-hardware/drivers/kernel/mapping-bus-relative-addresses-to-virtual-addresses",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-read_register_ulong"),
	.driver = driver,
};
