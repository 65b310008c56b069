/* What is kept in a member. See kept.h. */
#include "rules/kept.h"

#include "base/hash.h"

enum { KEPT_DEPTH = 6 };

struct trace {
	const struct model *m;
	struct str record, member;
	call_judge *judge;
	unsigned good;
	bool other;
};

/* The only call of a function that does nothing else, where that function returns what it returns. */
static const struct ir_op *only_call(const struct ir_func *f)
{
	const struct ir_op *call = NULL, *last = NULL;

	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			last = &f->blocks.v[b].ops[i];
			call = last->kind == IR_CALL ? last : call;
		}
	return call && last->kind == IR_RET && last->a.kind == IR_O_PATH && last->a.path == call->dst ? call : NULL;
}

/* `Grab(POOL_FLAG_PAGED, n)` that hands its arguments on to ExAllocatePool2: that call, with the numbers given here. */
static bool handed_on(const struct trace *t, const struct ir_unit *u, const struct ir_op *op, struct ir_op *inner,
		      struct ir_opd *args, size_t room, const struct fn **in)
{
	const struct fn *f = model_fn_named(t->m, op_callee(u, op));
	const struct ir_op *call = f && f->defined && f->forwards ? only_call(f->ir) : NULL;

	if (!call || call->n_args > room)
		return false;
	*inner = *call;
	inner->args = args;
	*in = f;
	for (uint32_t i = 0; i < call->n_args; i++) {
		const struct ir_opd *o = &call->args[i];
		const struct ir_path_rec *p = o->kind == IR_O_PATH ? &f->ir->paths.v[o->path] : NULL;

		args[i] = *o;
		if (p && p->kind == IR_P_LOCAL && p->var < f->ir->n_params && p->var < op->n_args &&
		    op->args[p->var].kind == IR_O_INT)
			args[i] = op->args[p->var];
	}
	return true;
}

static void verdict(struct trace *t, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op, int out)
{
	struct ir_opd args[16];
	struct ir_op inner;
	const struct fn *in;

	if (out < 0 && handed_on(t, u, op, &inner, args, 16, &in)) {
		op = &inner;
		u = in->unit;
		f = in->ir;
	}
	if (t->judge(u, f, op, out))
		t->good++;
	else
		t->other = true;
}

static void from_op(struct trace *t, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op,
		    int depth);

/* All that a local variable is ever given. */
static void from_local(struct trace *t, const struct ir_unit *u, const struct ir_func *f, ir_path p, int depth)
{
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];

			if (op->kind == IR_CALL)
				for (uint32_t k = 0; k < op->n_args; k++)
					if (op->args[k].kind == IR_O_ADDR && op->args[k].path == p)
						verdict(t, u, f, op, (int)k);
			if (op->dst == p && op->kind != IR_DECL && op->kind != IR_ZERO)
				from_op(t, u, f, op, depth);
		}
}

static void from_op(struct trace *t, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op,
		    int depth)
{
	bool copies = op->kind == IR_ASSIGN || op->kind == IR_CAST;

	if (op->kind == IR_CALL) {
		verdict(t, u, f, op, -1);
	} else if (copies && op->a.kind == IR_O_INT) {
		t->other |= op->a.num != 0;
	} else if (copies && op->a.kind == IR_O_PATH && f->paths.v[op->a.path].kind == IR_P_LOCAL &&
		   depth < KEPT_DEPTH && f->vars.v[f->paths.v[op->a.path].var].kind != IR_V_PARAM) {
		from_local(t, u, f, op->a.path, depth + 1);
	} else {
		t->other = true;
	}
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct trace *t = arg;
	struct str record, member;
	struct ir_opd o = { .kind = IR_O_PATH, .path = op->dst };

	if (op->dst != IR_NONE && op->kind != IR_ZERO && opd_member(u, f, o, &record, &member) &&
	    str_eq(record, t->record) && str_eq(member, t->member))
		from_op(t, u, f, op, 0);
	for (uint32_t k = 0; op->kind == IR_CALL && k < op->n_args; k++) {
		o.path = op->args[k].path;
		if (k == 0 && op->flags & IR_OF_INTERLOCKED && op->n_args > 1 && op->args[1].kind == IR_O_INT &&
		    op->args[1].num == 0)
			continue; /* InterlockedExchangePointer(&member, NULL): takes it out */
		if (op->args[k].kind == IR_O_ADDR && opd_member(u, f, o, &record, &member) &&
		    str_eq(record, t->record) && str_eq(member, t->member))
			verdict(t, u, f, op, (int)k);
	}
	return !t->other;
}

bool member_keeps(const struct model *m, struct str record, struct str member, call_judge *judge)
{
	struct trace t = { .m = m, .record = record, .member = member, .judge = judge };
	uint64_t key = hash_mix(hash_bytes(record.s, record.n), hash_bytes(member.s, member.n));
	uint64_t *slot = map_put(m->answers, hash_mix(key, (uint64_t)(uintptr_t)judge));

	/* Asked at every access: looking through the driver each time grows with its square. */
	if (*slot == 0) {
		each_op(m, visit, &t);
		*slot = t.good && !t.other ? 2 : 1;
	}
	return *slot == 2;
}

bool value_is_kept(const struct rule_ctx *c, struct val v, call_judge *judge)
{
	struct str record, member;

	return value_loaded_from(c, v, &record, &member) && record.n &&
	       member_keeps(rule_model(c), record, member, judge);
}

bool op_arg_int(const struct ir_op *call, unsigned i, int64_t *n)
{
	if (i >= call->n_args || call->args[i].kind != IR_O_INT)
		return false;
	*n = call->args[i].num;
	return true;
}

bool is_user_map(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *call, int out)
{
	struct str name = op_callee(u, call);
	int64_t mode;

	(void)f;
	return out < 0 && (str_is(name, "MmMapLockedPagesSpecifyCache") || str_is(name, "MmMapLockedPages")) &&
	       op_arg_int(call, 1, &mode) && mode == 1;
}
