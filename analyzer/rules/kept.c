/* What is kept in a member. See kept.h. */
#include "rules/kept.h"

#include "base/hash.h"

enum { KEPT_DEPTH = 6 };

struct trace {
	struct str record, member;
	call_judge *judge;
	unsigned good;
	bool other;
};

static void verdict(struct trace *t, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op, int out)
{
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
		if (op->args[k].kind == IR_O_ADDR && opd_member(u, f, o, &record, &member) &&
		    str_eq(record, t->record) && str_eq(member, t->member))
			verdict(t, u, f, op, (int)k);
	}
	return !t->other;
}

bool member_keeps(const struct model *m, struct str record, struct str member, call_judge *judge)
{
	struct trace t = { .record = record, .member = member, .judge = judge };
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
