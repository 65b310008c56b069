#include "rules/pointers.h"

struct scan {
	struct rule_ctx *c;
	const struct model *m;
};

static bool only_prints(const struct model *m, const struct ir_unit *u, const struct ir_op *use)
{
	const struct fn *f = model_fn_named(m, op_callee(u, use));

	return f && (f->guessed || (f->ir->flags & IR_FF_VARIADIC));
}

/* Harmless: only low bits are looked at (an alignment test, a hash), or it is only printed. */
static bool harmless(const struct scan *s, const struct ir_unit *u, const struct ir_func *f, ir_path p, unsigned depth)
{
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *use = &f->blocks.v[b].ops[i];
			bool operand = (use->a.kind == IR_O_PATH && use->a.path == p) ||
				       (use->b.kind == IR_O_PATH && use->b.path == p);

			for (uint32_t k = 0; k < use->n_args; k++)
				if (use->args[k].kind == IR_O_PATH && use->args[k].path == p &&
				    only_prints(s->m, u, use))
					return true;
			if (use->kind != IR_BIN || !operand)
				continue;
			if (use->sub == IR_AND || use->sub == IR_REM || use->sub == IR_XOR)
				return true;
			if (depth && use->dst != IR_NONE && harmless(s, u, f, use->dst, depth - 1))
				return true;
		}
	return false;
}

struct handed {
	struct str name;
	uint32_t arg;
	bool address;
};

/* A call that hands over an address where this function takes a void pointer. */
static bool hands_address(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct handed *h = arg;

	if (op->kind != IR_CALL || h->arg >= op->n_args || !str_eq(op_callee(u, op), h->name))
		return true;
	const struct ir_type_rec *t = opd_type(u, f, op->args[h->arg]);
	h->address |= op->args[h->arg].kind == IR_O_ADDR ||
		      (t && t->kind == IR_T_PTR && t->elem < u->types.n && u->types.v[t->elem].kind != IR_T_VOID);
	return !h->address;
}

struct member {
	struct str record, name;
	bool address, number;
};

/* The member that a path ends in, its elements taken together. */
static bool member_at(const struct ir_unit *u, const struct ir_func *f, ir_path p, struct member *out)
{
	while (p != IR_NONE && f->paths.v[p].kind == IR_P_INDEX)
		p = f->paths.v[p].base;
	if (p == IR_NONE || f->paths.v[p].kind != IR_P_FIELD)
		return false;
	*out = (struct member){ .record = ir_text(u, ir_path_record(u, f, p)), .name = ir_text(u, f->paths.v[p].name) };
	return out->record.n != 0;
}

static bool same_member(const struct ir_unit *u, const struct ir_func *f, ir_path p, const struct member *as)
{
	struct member m;
	return p != IR_NONE && member_at(u, f, p, &m) && str_eq(m.name, as->name) && str_eq(m.record, as->record);
}

/* What is taken out as a typed pointer is an address; where numbers are put in as well, nothing is known. */
static bool tells_of_member(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct member *m = arg;
	struct ir_opd number, to = { .kind = IR_O_PATH, .path = op->dst };

	if ((op->kind != IR_ASSIGN && op->kind != IR_CAST) || op->dst == IR_NONE)
		return true;
	if (op->a.kind == IR_O_PATH && same_member(u, f, op->a.path, m)) {
		const struct ir_type_rec *t = opd_type(u, f, to);
		m->address |= t && t->kind == IR_T_PTR && t->elem < u->types.n && u->types.v[t->elem].kind != IR_T_VOID;
	} else if (same_member(u, f, op->dst, m)) {
		const struct ir_op *by = only_definition(f, op->a);
		m->number |= op_makes_pointer(u, f, op, &number) || (by && op_makes_pointer(u, f, by, &number));
	}
	return !m->number;
}

static bool member_is_address(const struct scan *s, const struct ir_unit *u, const struct ir_func *f, ir_path p)
{
	struct member m;

	if (!member_at(u, f, p, &m))
		return false;
	each_op(s->m, tells_of_member, &m);
	return m.address && !m.number;
}

/*
 * A void pointer may be a number in a pointer's clothes: contexts and slots of queues and lists are used so. It counts as an
 * address where a call made it, a typed pointer was put into it, a caller of the driver hands one over, or the member it comes
 * from is taken for one elsewhere.
 */
static bool is_address(const struct scan *s, const struct ir_unit *u, const struct ir_func *f, struct ir_opd from)
{
	const struct ir_op *def = only_definition(f, from);
	const struct fn *made = def && def->kind == IR_CALL ? model_fn_named(s->m, op_callee(u, def)) : NULL;

	if (def && def->kind == IR_CALL)
		/* of a declaration that leaves the arguments open, the result is not known either */
		return made && !made->guessed && !(made->ir->flags & IR_FF_VARIADIC);
	if (def && def->kind == IR_ASSIGN && def->a.kind == IR_O_PATH && f->paths.v[def->a.path].kind != IR_P_LOCAL)
		return member_is_address(s, u, f, def->a.path);
	if (def)
		return def->a.kind == IR_O_ADDR;
	if (from.kind == IR_O_PATH && f->paths.v[from.path].kind != IR_P_LOCAL)
		return member_is_address(s, u, f, from.path);
	if (from.kind != IR_O_PATH || f->paths.v[from.path].kind != IR_P_LOCAL)
		return false;
	uint32_t var = f->paths.v[from.path].var;
	struct handed h = { .name = ir_text(u, f->name), .arg = var };
	if (var < f->n_params)
		each_op(s->m, hands_address, &h);
	return h.address;
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct ir_opd from;

	if (op_cuts_pointer(u, f, op, &from) != CUT_CAST || op->dst == IR_NONE ||
	    (f->paths.v[op->dst].kind == IR_P_LOCAL && harmless(s, u, f, op->dst, 1)))
		return true;
	const struct ir_type_rec *t = opd_type(u, f, from);
	bool sure = from.kind == IR_O_ADDR ||
		    (t && t->kind == IR_T_PTR && t->elem < u->types.n && u->types.v[t->elem].kind != IR_T_VOID);
	if (!sure && !is_address(s, u, f, from))
		return true;
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
	each_op(m, visit, &(struct scan){ .c = c, .m = m });
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
