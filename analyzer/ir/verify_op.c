/* The invariants of one operation: the operands it must have, and no others. */
#include "ir/verify.h"

/* What each operation has: '+' must, '-' must not, '?' may. */
struct shape {
	char dst, a, b, args;
	unsigned char targets; /* of bb[] */
};

static const struct shape shapes[IR_OPS] = {
	[IR_ASSIGN] = { '+', '+', '-', '-', 0 },      [IR_UN] = { '+', '+', '-', '-', 0 },
	[IR_BIN] = { '+', '+', '+', '-', 0 },	      [IR_CAST] = { '+', '+', '-', '-', 0 },
	[IR_CALL] = { '?', '+', '-', '?', 0 },	      [IR_ZERO] = { '+', '-', '-', '-', 0 },
	[IR_DECL] = { '+', '-', '-', '-', 0 },	      [IR_SEH_ENTER] = { '-', '-', '-', '-', 0 },
	[IR_SEH_LEAVE] = { '-', '-', '-', '-', 0 },   [IR_OPAQUE] = { '?', '-', '-', '?', 0 },
	[IR_JMP] = { '-', '-', '-', '-', 1 },	      [IR_BR] = { '-', '+', '-', '-', 2 },
	[IR_SWITCH] = { '-', '+', '-', '-', 1 },      [IR_RET] = { '-', '?', '-', '-', 0 },
	[IR_UNREACHABLE] = { '-', '-', '-', '-', 0 },
};

static bool fits(char want, bool there)
{
	return want == '?' || (want == '+') == there;
}

static bool verify_opd(struct verify *v, const struct ir_opd *o)
{
	switch (o->kind) {
	case IR_O_NONE:
		return true;
	case IR_O_INT:
	case IR_O_FLOAT:
	case IR_O_STR:
		return verify_str(v, o->name);
	case IR_O_FUNC:
		return (o->name || verify_fail(v, "function without a name")) && verify_str(v, o->name);
	case IR_O_PATH:
	case IR_O_ADDR:
		return o->path < v->f->paths.n || verify_fail(v, "path %u is not there", o->path);
	}
	return verify_fail(v, "operand of no known kind");
}

static bool verify_target(struct verify *v, uint32_t bb)
{
	return bb < v->f->blocks.n || verify_fail(v, "bb%u is not there", bb);
}

static bool verify_operands(struct verify *v, const struct ir_op *op)
{
	if (op->dst != IR_NONE && op->dst >= v->f->paths.n)
		return verify_fail(v, "path %u is not there", op->dst);
	if (!verify_opd(v, &op->a) || !verify_opd(v, &op->b))
		return false;
	for (uint32_t i = 0; i < op->n_args; i++) {
		if (!verify_opd(v, &op->args[i]))
			return false;
		if (op->args[i].kind == IR_O_NONE)
			return verify_fail(v, "argument %u is empty", i);
	}
	return true;
}

static bool verify_special(struct verify *v, const struct ir_op *op)
{
	switch (op->kind) {
	case IR_UN:
		return op->sub < IR_UNS || verify_fail(v, "no known operator");
	case IR_BIN:
		return op->sub < IR_BINS || verify_fail(v, "no known operator");
	case IR_CALL:
		return op->a.kind != IR_O_STR && op->a.kind != IR_O_FLOAT ? true
									  : verify_fail(v, "a literal is no callee");
	case IR_DECL:
		return v->f->paths.v[op->dst].kind == IR_P_LOCAL || verify_fail(v, "only a local comes to life");
	case IR_SEH_ENTER:
	case IR_SEH_LEAVE:
		return op->seh < v->f->seh.n || verify_fail(v, "region %u is not there", op->seh);
	case IR_SWITCH:
		for (uint32_t i = 0; i < op->n_cases; i++) {
			if (op->cases[i].lo > op->cases[i].hi)
				return verify_fail(v, "case %u is empty", i);
			if (!verify_target(v, op->cases[i].bb) || !verify_str(v, op->cases[i].text))
				return false;
		}
		return true;
	default:
		return true;
	}
}

bool verify_op(struct verify *v, const struct ir_op *op)
{
	const struct shape *s = &shapes[op->kind];
	if (!verify_operands(v, op) || !verify_type(v, op->type) || !verify_loc(v, op->at) ||
	    !verify_loc(v, op->spell) || !verify_str(v, op->macro) || !verify_str(v, op->text))
		return false;
	if (!fits(s->dst, op->dst != IR_NONE))
		return verify_fail(v, "'%s' %s", ir_op_word(op->kind),
				   s->dst == '+' ? "needs a result" : "has no result");
	if (!fits(s->a, op->a.kind != IR_O_NONE) || !fits(s->b, op->b.kind != IR_O_NONE))
		return verify_fail(v, "'%s' has too few or too many operands", ir_op_word(op->kind));
	if (!fits(s->args, op->n_args != 0) || (op->n_cases && op->kind != IR_SWITCH))
		return verify_fail(v, "'%s' has no arguments or cases", ir_op_word(op->kind));
	for (unsigned i = 0; i < s->targets; i++)
		if (!verify_target(v, op->bb[i]))
			return false;
	return verify_special(v, op);
}
