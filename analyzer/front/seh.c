/* __try with __except or __finally. ir.h says what a region is. */
#include "front/lower.h"

static uint32_t region_add(struct lo *l, CXCursor c, enum ir_seh_kind kind, uint32_t handler)
{
	struct ir_func *f = lo_cur(l);
	struct ir_seh r = { .kind = kind, .handler = handler, .parent = l->fn->region };
	r.at = lo_loc(l, clang_getCursorLocation(c));
	*VEC_PUSH(l->a, &f->seh) = r;
	return (uint32_t)f->seh.n - 1;
}

static void enter(struct lo *l, CXCursor c, uint32_t region)
{
	struct ir_op op = ir_op_new(IR_SEH_ENTER);
	uint32_t body;
	op.seh = region;
	lo_emit(l, c, op);
	l->fn->region = region;
	body = lo_block(l);
	lo_start(l, body);
}

static void leave(struct lo *l, CXCursor c, uint32_t region, uint32_t outer, uint32_t to)
{
	if (l->fn->bb != IR_NONE) {
		struct ir_op op = ir_op_new(IR_SEH_LEAVE);
		op.seh = region;
		lo_emit(l, c, op);
		lo_jump(l, c, to);
	}
	l->fn->region = outer;
}

static void body(struct lo *l, CXCursor c, uint32_t leave_bb)
{
	struct target t = {
		.up = l->fn->target, .scope = l->fn->scope, .brk = IR_NONE, .cont = IR_NONE, .leave = leave_bb
	};
	l->fn->target = &t;
	lo_stmt(l, c);
	l->fn->target = t.up;
}

/* The filter runs first; above zero the block below it does, otherwise the search goes on outside. */
static void filter(struct lo *l, CXCursor c, uint32_t run)
{
	struct val v = lo_rv(l, c);
	uint32_t go_on;
	ir_path t;
	if (v.o.kind == IR_O_INT) {
		if (v.o.num > 0)
			lo_jump(l, c, run);
		l->fn->bb = IR_NONE;
		return;
	}
	go_on = lo_block(l);
	t = lo_temp_path(l, l->t_int);
	lo_bin(l, c, t, IR_GT, l->t_int, v.o, ir_int(0, 0));
	lo_branch(l, c, ir_val(t), run, go_on);
	/* go_on stays empty: unreachable, for the exception leaves through the enclosing region */
}

static void except(struct lo *l, CXCursor c, CXCursor tried, CXCursor handler)
{
	struct kids h = lo_kids(l, handler);
	uint32_t outer = l->fn->region, start = lo_block(l), end = lo_block(l), run = lo_block(l), inside;
	uint32_t r = region_add(l, c, IR_SEH_EXCEPT, start);
	struct scope *s;
	enter(l, c, r);
	s = lo_push(l, SCOPE_EXCEPT, c);
	s->region = r;
	inside = lo_block(l); /* where __leave goes: still inside */
	body(l, tried, inside);
	lo_start(l, inside);
	l->fn->scope = s->up;
	leave(l, c, r, outer, end);
	lo_cur(l)->blocks.v[start].seh = outer;
	l->fn->bb = start;
	if (h.n > 1)
		filter(l, h.v[0], run);
	else
		lo_jump(l, handler, run);
	l->fn->bb = run;
	if (h.n)
		lo_stmt(l, h.v[h.n - 1]);
	lo_start(l, end);
}

static void finally(struct lo *l, CXCursor c, CXCursor tried, CXCursor handler)
{
	struct kids h = lo_kids(l, handler);
	uint32_t outer = l->fn->region, start = lo_block(l), end = lo_block(l), inside;
	uint32_t r = region_add(l, c, IR_SEH_FINALLY, start), reason = lo_temp(l, l->t_int);
	struct ir_op op = ir_op_new(IR_SWITCH);
	struct scope *s;
	/* -1: an exception brought control here */
	lo_assign(l, c, lo_local(l, reason), ir_int(-1, 0));
	enter(l, c, r);
	s = lo_push(l, SCOPE_FINALLY, c);
	s->region = r;
	s->reason = reason;
	s->handler = start;
	inside = lo_block(l);
	body(l, tried, inside);
	lo_start(l, inside);
	l->fn->scope = s->up;
	lo_assign(l, c, lo_local(l, reason), ir_int(0, 0));
	leave(l, c, r, outer, start);
	lo_cur(l)->blocks.v[start].seh = outer;
	l->fn->bb = start;
	if (h.n)
		lo_stmt(l, h.v[h.n - 1]);
	*VEC_PUSH(l->tmp, &s->cases) = (struct ir_case){ .bb = end };
	if (l->fn->bb != IR_NONE) {
		op.a = ir_val(lo_local(l, reason));
		op.bb[0] = lo_block(l); /* stays empty: unreachable, the exception goes on outwards */
		lo_emit(l, handler, op);
		s->end_bb = l->fn->bb; /* the block whose SWITCH gets its cases when all ways out are known */
		*VEC_PUSH(l->tmp, &l->fn->finals) = s;
	}
	l->fn->bb = end;
}

void lo_try(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	if (k.n < 2) {
		lo_opaque(l, c, IR_NONE, "__try without a handler");
		if (k.n)
			lo_stmt(l, k.v[0]);
		return;
	}
	if (clang_getCursorKind(k.v[1]) == CXCursor_SEHExceptStmt)
		except(l, c, k.v[0], k.v[1]);
	else
		finally(l, c, k.v[0], k.v[1]);
}

void lo_leave(struct lo *l, CXCursor c)
{
	for (struct target *t = l->fn->target; t; t = t->up)
		if (t->leave != IR_NONE) {
			lo_go(l, c, t->leave, t->scope);
			return;
		}
	l->fn->bb = IR_NONE;
}
