/* Statements, but for loops (loop.c) and ways out of scopes (scope.c, seh.c). */
#include "front/lower.h"

static void compound(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct scope *outer = l->fn->scope;
	for (uint32_t i = 0; i < k.n; i++)
		lo_stmt(l, k.v[i]);
	lo_scope_end(l, c, outer);
}

static void local_var(struct lo *l, CXCursor c)
{
	CXCursor init = clang_Cursor_getVarDeclInitializer(c);
	CXType ct = clang_getCursorType(c);
	ir_type t = lo_type(l, ct);
	enum CX_StorageClass sc = clang_Cursor_getStorageClass(c);
	uint32_t var;
	ir_path p;
	if (sc == CX_SC_Static || sc == CX_SC_Extern) {
		lo_var_decl(l, c);
		return;
	}
	var = lo_add_var(l, c, IR_V_LOCAL, lo_str(l, clang_getCursorSpelling(c)), t);
	*map_put(l->fn->vars, (uint64_t)(uintptr_t)c.data[0]) = var + 1u;
	p = lo_local(l, var);
	if (lo_is_null(init)) {
		struct ir_op op = ir_op_new(IR_DECL);
		op.dst = p;
		lo_emit(l, c, op);
	} else {
		lo_init(l, init, p, ct);
	}
	if (l->u->cplusplus)
		lo_dtor_push(l, c, p, ct);
}

static void decl_stmt(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	for (uint32_t i = 0; i < k.n; i++) {
		if (clang_getCursorKind(k.v[i]) == CXCursor_VarDecl)
			local_var(l, k.v[i]);
		else if (clang_getCursorKind(k.v[i]) == CXCursor_FunctionDecl)
			lo_func(l, k.v[i]);
	}
}

/* if (init; cond) then else: leading declarations come as children of their own. */
static void if_stmt(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct scope *outer = l->fn->scope;
	uint32_t i = 0, yes, no, end;
	bool has_else;
	while (i < k.n &&
	       (clang_getCursorKind(k.v[i]) == CXCursor_DeclStmt || clang_getCursorKind(k.v[i]) == CXCursor_VarDecl)) {
		if (clang_getCursorKind(k.v[i]) == CXCursor_VarDecl)
			local_var(l, k.v[i]);
		else
			decl_stmt(l, k.v[i]);
		i++;
	}
	if (i + 1 >= k.n) { /* the condition was lost to an error: both ways are possible */
		lo_opaque(l, c, IR_NONE, "if without a condition");
		if (i < k.n)
			lo_stmt(l, k.v[i]);
		return;
	}
	has_else = i + 2 < k.n;
	yes = lo_block(l);
	end = lo_block(l);
	no = has_else ? lo_block(l) : end;
	lo_cond(l, k.v[i], yes, no);
	lo_start(l, yes);
	lo_stmt(l, k.v[i + 1]);
	if (has_else) {
		lo_jump(l, c, end);
		lo_start(l, no);
		lo_stmt(l, k.v[i + 2]);
	}
	lo_start(l, end);
	lo_scope_end(l, c, outer);
}

static int64_t case_value(struct lo *l, CXCursor c, bool *ok)
{
	int64_t n = 0;
	*ok = lo_evaluate(c, &n);
	if (*ok && l->fn->sw)
		n = lo_convert_const(l, lo_val(ir_int(n, 0), l->t_i64), l->fn->sw->type).o.num;
	return n;
}

/* Bounds are kept as signed numbers: an unsigned range may pass from the largest to the smallest of them. */
static void add_case(struct lo *l, struct ir_case r)
{
	const struct ir_type_rec *t = lo_t(l, l->fn->sw->type);
	bool wide = t->size == 8 && !(t->flags & IR_TF_SIGNED);
	if (wide ? (uint64_t)r.lo > (uint64_t)r.hi : r.lo > r.hi)
		return;
	if (r.lo > r.hi) {
		*VEC_PUSH(l->a, &l->fn->sw->cases) = (struct ir_case){ r.lo, INT64_MAX, r.bb, r.text };
		r.lo = INT64_MIN;
	}
	*VEC_PUSH(l->a, &l->fn->sw->cases) = r;
}

/* Labels one after the other, `case A: case B:`, name one block. */
static uint32_t label_block(struct lo *l)
{
	struct sw *s = l->fn->sw;
	uint32_t bb = l->fn->bb;
	if (s && s->label && bb == s->label - 1 && !lo_cur(l)->blocks.v[bb].n_ops)
		return bb;
	bb = lo_block(l);
	lo_start(l, bb);
	if (s)
		s->label = bb + 1;
	return bb;
}

static void case_stmt(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	uint32_t bb = label_block(l);
	bool ok, ok2 = true;
	struct ir_case r = { .bb = bb };
	if (k.n < 1 || !l->fn->sw)
		return;
	r.lo = r.hi = case_value(l, k.v[0], &ok);
	if (k.n > 2)
		r.hi = case_value(l, k.v[1], &ok2);
	r.text = k.n > 2 ? 0 : lo_words(l, k.v[0]);
	if (ok && ok2)
		add_case(l, r);
	if (k.n > 1)
		lo_stmt(l, k.v[k.n - 1]);
}

static void default_stmt(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	uint32_t bb = label_block(l);
	if (l->fn->sw)
		l->fn->sw->dflt = bb;
	if (k.n)
		lo_stmt(l, k.v[0]);
}

static bool overlaps(const struct sw *s, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (s->cases.v[i].lo <= s->cases.v[j].hi && s->cases.v[j].lo <= s->cases.v[i].hi)
			return true;
	return false;
}

static void switch_end(struct lo *l, struct ir_op *op, struct sw *s, uint32_t end)
{
	op->bb[0] = s->dflt != IR_NONE ? s->dflt : end;
	op->cases = ARENA_ARRAY(l->a, struct ir_case, s->cases.n + 1);
	for (size_t i = 0; i < s->cases.n; i++)
		if (!overlaps(s, i)) /* the compiler has complained of a twin */
			op->cases[op->n_cases++] = s->cases.v[i];
}

static void switch_stmt(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct scope *outer = l->fn->scope;
	struct sw s = { .up = l->fn->sw, .dflt = IR_NONE };
	struct target t = { .up = l->fn->target, .cont = IR_NONE, .leave = IR_NONE };
	struct ir_op op = ir_op_new(IR_SWITCH);
	uint32_t end, at, nth, i = 0;
	struct val v;
	for (; i + 2 < k.n && clang_isDeclaration(clang_getCursorKind(k.v[i])); i++)
		local_var(l, k.v[i]);
	for (; i + 2 < k.n; i++)
		lo_stmt(l, k.v[i]);
	if (i + 2 > k.n) {
		lo_opaque(l, c, IR_NONE, "switch without a condition");
		return;
	}
	v = lo_rv(l, k.v[i]);
	if (v.o.kind != IR_O_PATH && v.o.kind != IR_O_INT)
		v.o = ir_int(0, 0);
	s.type = v.t;
	op.a = v.o;
	op.bb[0] = 0;
	op.text = lo_words(l, k.v[i]);
	lo_emit(l, k.v[i], op);
	at = l->fn->bb;
	nth = lo_cur(l)->blocks.v[at].n_ops - 1;
	l->fn->bb = IR_NONE;
	end = lo_block(l);
	t.brk = end;
	t.scope = l->fn->scope;
	l->fn->sw = &s;
	l->fn->target = &t;
	lo_stmt(l, k.v[i + 1]);
	l->fn->target = t.up;
	l->fn->sw = s.up;
	lo_start(l, end);
	switch_end(l, &lo_cur(l)->blocks.v[at].ops[nth], &s, end);
	lo_scope_end(l, c, outer);
}

static void break_continue(struct lo *l, CXCursor c, bool is_break)
{
	for (struct target *t = l->fn->target; t; t = t->up) {
		uint32_t bb = is_break ? t->brk : t->cont;
		if (bb != IR_NONE) {
			lo_go(l, c, bb, t->scope);
			return;
		}
	}
	l->fn->bb = IR_NONE;
}

static bool control(struct lo *l, CXCursor c, enum CXCursorKind k)
{
	switch (k) {
	case CXCursor_ForStmt:
		lo_for(l, c);
		return true;
	case CXCursor_WhileStmt:
		lo_while(l, c);
		return true;
	case CXCursor_DoStmt:
		lo_do(l, c);
		return true;
	case CXCursor_GotoStmt:
		lo_goto(l, c);
		return true;
	case CXCursor_LabelStmt:
		lo_label(l, c);
		return true;
	case CXCursor_BreakStmt:
	case CXCursor_ContinueStmt:
		break_continue(l, c, k == CXCursor_BreakStmt);
		return true;
	case CXCursor_ReturnStmt:
		lo_return(l, c);
		return true;
	case CXCursor_SEHTryStmt:
		lo_try(l, c);
		return true;
	case CXCursor_SEHLeaveStmt:
		lo_leave(l, c);
		return true;
	default:
		return false;
	}
}

static void simple(struct lo *l, CXCursor c, enum CXCursorKind k)
{
	switch (k) {
	case CXCursor_NullStmt:
		break;
	case CXCursor_CompoundStmt:
		compound(l, c);
		break;
	case CXCursor_DeclStmt:
		decl_stmt(l, c);
		break;
	case CXCursor_IfStmt:
		if_stmt(l, c);
		break;
	case CXCursor_SwitchStmt:
		switch_stmt(l, c);
		break;
	case CXCursor_CaseStmt:
		case_stmt(l, c);
		break;
	case CXCursor_DefaultStmt:
		default_stmt(l, c);
		break;
	case CXCursor_GCCAsmStmt:
	case CXCursor_MSAsmStmt:
		lo_opaque(l, c, IR_NONE, "inline assembly");
		break;
	case CXCursor_UnexposedStmt: { /* attributed statements, MS dependent-exists */
		struct kids in = lo_kids(l, c);
		for (uint32_t i = 0; i < in.n; i++)
			lo_stmt(l, in.v[i]);
		break;
	}
	default: {
		CXString s = clang_getCursorKindSpelling(k);
		if (!lo_cxx_stmt(l, c) && !clang_isDeclaration(k))
			lo_opaque(l, c, IR_NONE, clang_getCString(s));
		clang_disposeString(s);
	}
	}
}

void lo_stmt(struct lo *l, CXCursor c)
{
	enum CXCursorKind k = clang_getCursorKind(c);
	if (l->depth >= LO_DEPTH) {
		lo_opaque(l, c, IR_NONE, "nested too deeply");
		return;
	}
	l->depth++;
	if (clang_isExpression(k))
		lo_ev(l, c);
	else if (!control(l, c, k))
		simple(l, c, k);
	l->depth--;
}
