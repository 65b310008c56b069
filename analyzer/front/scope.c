/* Ways out of scopes: return, goto, break and what has to run on the way. */
#include "front/lower.h"

struct scope *lo_push(struct lo *l, enum scope_kind kind, CXCursor at)
{
	struct scope *s = ARENA_NEW(l->tmp, struct scope);
	s->kind = kind;
	s->up = l->fn->scope;
	s->depth = s->up ? s->up->depth + 1 : 1;
	s->at = at;
	l->fn->scope = s;
	return s;
}

static void leave_region(struct lo *l, CXCursor c, struct scope *s)
{
	struct ir_op op = ir_op_new(IR_SEH_LEAVE);
	op.seh = s->region;
	lo_emit(l, c, op);
	l->fn->region = s->up ? IR_NONE : IR_NONE;
	for (struct scope *o = s->up; o; o = o->up)
		if (o->kind != SCOPE_DTOR) {
			l->fn->region = o->region;
			break;
		}
}

/* The finally text runs, then control goes on in a block of its own: the reason says which. */
static void through_finally(struct lo *l, CXCursor c, struct scope *s)
{
	int64_t reason = (int64_t)s->cases.n + 1;
	uint32_t next;
	lo_assign(l, c, lo_local(l, s->reason), ir_int(reason, 0));
	leave_region(l, c, s);
	lo_jump(l, c, s->handler);
	next = lo_block(l);
	*VEC_PUSH(l->tmp, &s->cases) = (struct ir_case){ .lo = reason, .hi = reason, .bb = next };
	l->fn->bb = next;
}

static void run_dtor(struct lo *l, CXCursor c, struct scope *s)
{
	struct ir_op op = ir_op_new(IR_CALL);
	op.a = ir_func_opd(s->dtor);
	op.args = ARENA_ARRAY(l->a, struct ir_opd, 1);
	op.args[0] = ir_addr(s->obj);
	op.n_args = 1;
	op.type = l->t_void;
	op.flags = IR_OF_IMPLICIT;
	lo_emit(l, c, op);
}

/* Leaves scopes, innermost first, down to `to`. Control is at the end of the current block. */
void lo_unwind(struct lo *l, CXCursor c, struct scope *to)
{
	struct scope *keep = l->fn->scope;
	uint32_t region = l->fn->region;
	for (struct scope *s = keep; s && s != to; s = s->up) {
		l->fn->scope = s->up;
		if (s->kind == SCOPE_DTOR)
			run_dtor(l, c, s);
		else if (s->kind == SCOPE_EXCEPT)
			leave_region(l, c, s);
		else
			through_finally(l, c, s);
		if (s->kind != SCOPE_DTOR && s->kind != SCOPE_FINALLY && l->fn->bb != IR_NONE) {
			/* what follows stands outside of the region */
			uint32_t next = lo_block(l);
			lo_start(l, next);
		}
	}
	l->fn->scope = keep;
	l->fn->region = region;
}

void lo_go(struct lo *l, CXCursor c, uint32_t bb, struct scope *to)
{
	uint32_t region = l->fn->region;
	if (l->fn->bb == IR_NONE)
		return;
	lo_unwind(l, c, to);
	lo_jump(l, c, bb);
	l->fn->region = region;
}

void lo_scope_end(struct lo *l, CXCursor c, struct scope *to)
{
	if (l->fn->scope == to)
		return;
	if (l->fn->bb != IR_NONE)
		lo_unwind(l, c, to);
	l->fn->scope = to;
}

void lo_dtor_push(struct lo *l, CXCursor at, ir_path obj, CXType t)
{
	CXCursor d = lo_cxx_dtor(l, t);
	struct scope *s;
	uint32_t fi;
	if (lo_is_null(d))
		return;
	fi = lo_func(l, d);
	s = lo_push(l, SCOPE_DTOR, at);
	s->obj = obj;
	s->dtor = l->u->funcs.v[fi].name;
}

/* ---- return ---- */

void lo_return(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct ir_op op = ir_op_new(IR_RET);
	if (k.n) {
		if (lo_t(l, l->fn->result)->kind == IR_T_VOID) {
			lo_ev(l, k.v[0]);
		} else if (lo_t(l, l->fn->result)->kind == IR_T_REF) {
			ir_path p = lo_lv(l, k.v[0]);
			if (p != IR_NONE)
				op.a = ir_addr(p);
		} else {
			struct val v = lo_rv(l, k.v[0]);
			if (lo_is_int(l, v.t) && lo_is_int(l, l->fn->result))
				v = lo_cast(l, k.v[0], v, l->fn->result);
			op.a = v.o;
		}
	}
	/* What runs on the way out must not change the value. */
	if (l->fn->scope && op.a.kind == IR_O_PATH) {
		if (l->fn->ret_var == IR_NONE)
			l->fn->ret_var = lo_temp(l, l->fn->result);
		lo_assign(l, c, lo_local(l, l->fn->ret_var), op.a);
		op.a = ir_val(lo_local(l, l->fn->ret_var));
	}
	if (l->fn->scope) {
		uint32_t region = l->fn->region;
		lo_unwind(l, c, NULL);
		l->fn->region = IR_NONE;
		if (l->fn->bb != IR_NONE)
			lo_emit(l, c, op);
		l->fn->region = region;
	} else {
		lo_emit(l, c, op);
	}
	l->fn->bb = IR_NONE;
}

/* ---- goto ---- */

static struct label *label_of(struct lo *l, CXCursor stmt)
{
	uint64_t *slot = map_put(l->fn->labels, (uint64_t)(uintptr_t)stmt.data[1]);
	struct label *x = (struct label *)(uintptr_t)*slot;
	if (!x) {
		x = ARENA_NEW(l->tmp, struct label);
		x->bb = lo_block(l);
		*slot = (uint64_t)(uintptr_t)x;
	}
	return x;
}

void lo_goto(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct label *x;
	if (!k.n || clang_getCursorKind(k.v[0]) != CXCursor_LabelRef) {
		lo_opaque(l, c, IR_NONE, "computed goto");
		return;
	}
	if (l->fn->bb == IR_NONE)
		return;
	x = label_of(l, clang_getCursorReferenced(k.v[0]));
	if (!l->fn->scope) {
		lo_jump(l, c, x->bb);
		return;
	}
	/* Which scopes it leaves is known once the label is: a block of its own waits for that. */
	{
		uint32_t hop = lo_block(l);
		lo_jump(l, c, hop);
		*VEC_PUSH(l->tmp, &l->fn->jumps) = (struct jump){ hop, x, l->fn->scope, c };
	}
}

void lo_label(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct label *x = label_of(l, c);
	x->scope = l->fn->scope;
	x->placed = true;
	lo_start(l, x->bb);
	for (uint32_t i = 0; i < k.n; i++)
		lo_stmt(l, k.v[i]);
}

static struct scope *common(struct scope *a, struct scope *b)
{
	while (a != b) {
		uint32_t da = a ? a->depth : 0, db = b ? b->depth : 0;
		if (da >= db && a)
			a = a->up;
		else if (b)
			b = b->up;
	}
	return a;
}

static uint32_t region_of(struct scope *s)
{
	for (; s; s = s->up)
		if (s->kind != SCOPE_DTOR)
			return s->region;
	return IR_NONE;
}

void lo_jumps_finish(struct lo *l)
{
	for (size_t i = 0; i < l->fn->jumps.n; i++) {
		struct jump j = l->fn->jumps.v[i];
		l->fn->scope = j.scope;
		l->fn->region = region_of(j.scope);
		l->fn->bb = j.bb;
		lo_go(l, j.at, j.label->bb, common(j.scope, j.label->scope));
	}
	l->fn->scope = NULL;
	l->fn->region = IR_NONE;
}
