/*
 * C++ guesses are objects of a class that converts to anything (prefix.c). Here the class disappears again: a conversion
 * is the value itself, an operator the operation, `a->b` the member, and a call of a guessed function a plain call whose
 * result has the type that was asked of it.
 */
#include "front/lower.h"

bool lo_guessed(const struct lo *l, CXCursor decl)
{
	return l->u->cplusplus && l->p->prefix && front_is_guess(l->p, decl);
}

/* What is the call's result used as? Its type is not known otherwise. */
static struct val adopt(struct lo *l, struct val v, ir_type t)
{
	struct ir_func *f = lo_cur(l);
	struct ir_block *b = l->fn->bb == IR_NONE ? NULL : &f->blocks.v[l->fn->bb];
	if (b && b->n_ops && v.o.kind == IR_O_PATH && lo_t(l, t)->kind != IR_T_VOID) {
		struct ir_op *op = &b->ops[b->n_ops - 1];
		const struct ir_path_rec *r = &f->paths.v[v.o.path];
		if (op->kind == IR_CALL && op->dst == v.o.path && r->kind == IR_P_LOCAL &&
		    f->vars.v[r->var].kind == IR_V_TEMP && lo_t(l, op->type)->kind == IR_T_RECORD) {
			op->type = t;
			f->vars.v[r->var].type = t;
			f->paths.v[v.o.path].type = t;
		}
	}
	v.t = t;
	return v;
}

static struct val value_as(struct lo *l, CXCursor c, ir_type t)
{
	struct val v = lo_rv(l, c);
	if (v.o.kind == IR_O_NONE)
		v.o = ir_int(0, 0);
	return lo_t(l, v.t)->kind == IR_T_RECORD || lo_t(l, v.t)->kind == IR_T_UNKNOWN ? adopt(l, v, t) : v;
}

/* A guessed constant is the number its declaration gave it, under its own name. */
static bool constant(struct lo *l, CXCursor object, ir_type t, struct val *out)
{
	CXCursor d = clang_getCursorReferenced(object);
	CXString s;
	bool is = false;
	if (clang_getCursorKind(object) != CXCursor_DeclRefExpr || !lo_guessed(l, d))
		return false;
	s = clang_getCursorSpelling(d);
	for (size_t i = 0; i < l->p->guess.n && !is; i++) {
		const struct guess *g = &l->p->guess.v[i];
		if (g->form != V_ENUM || g->kind == IR_G_TYPE || !str_is(g->name, clang_getCString(s)))
			continue;
		is = true;
		*out = lo_val(ir_int(front_guess_number(i), ir_intern(l->u, g->name)), t);
	}
	clang_disposeString(s);
	return is;
}

/* The object of a conversion or a method: through the member expression libclang shows in between. */
static CXCursor object_of(struct lo *l, CXCursor callee)
{
	CXCursor in = lo_strip_casts(l, callee);
	if (clang_getCursorKind(in) == CXCursor_MemberRefExpr) {
		struct kids k = lo_kids(l, in);
		if (k.n)
			in = lo_strip_casts(l, k.v[0]);
	}
	return in;
}

struct val lo_guessed_construct(struct lo *l, CXCursor c, ir_path obj)
{
	int n = clang_Cursor_getNumArguments(c);
	struct ir_op unknown = ir_op_new(IR_DECL);
	if (n == 1) {
		struct val v = value_as(l, clang_Cursor_getArgument(c, 0), lo_path_type(l, obj));
		lo_assign(l, c, obj, v.o);
		return lo_of_path(l, obj);
	}
	for (int i = 0; i < n; i++)
		lo_ev(l, clang_Cursor_getArgument(c, (unsigned)i));
	unknown.dst = obj;
	if (n > 1)
		lo_emit(l, c, unknown);
	return lo_of_path(l, obj);
}

static bool operation(const char *sign, enum ir_bin *k)
{
	static const struct {
		const char *sign;
		enum ir_bin k;
	} table[] = { { "+", IR_ADD }, { "-", IR_SUB },	 { "*", IR_MUL }, { "/", IR_DIV },  { "%", IR_REM },
		      { "&", IR_AND }, { "|", IR_OR },	 { "^", IR_XOR }, { "<<", IR_SHL }, { ">>", IR_SHR },
		      { "==", IR_EQ }, { "!=", IR_NE },	 { "<", IR_LT },  { "<=", IR_LE },  { ">", IR_GT },
		      { ">=", IR_GE }, { "++", IR_ADD }, { "--", IR_SUB } };
	size_t n = strlen(sign);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t m = strlen(table[i].sign);
		*k = table[i].k;
		if (strcmp(sign, table[i].sign) == 0)
			return true;
		if (n == m + 1 && sign[m] == '=' && strncmp(sign, table[i].sign, m) == 0 && table[i].k < IR_EQ)
			return true;
	}
	return false;
}

static struct val one_operand(struct lo *l, CXCursor c, const char *sign, CXCursor a)
{
	struct ir_op op = ir_op_new(IR_UN);
	enum ir_bin k = IR_ADD;
	if (strcmp(sign, "->") == 0)
		return value_as(l, a, l->t_voidp);
	if (strcmp(sign, "*") == 0)
		return lo_of_path(l, lo_deref(l, c, value_as(l, a, l->t_voidp), 0));
	if (operation(sign, &k) && sign[1] == sign[0]) { /* ++ and -- */
		ir_path p = lo_lv(l, a);
		if (p != IR_NONE)
			lo_bin(l, c, p, k, l->t_i64, ir_val(p), ir_int(1, 0));
		return p == IR_NONE ? lo_val(ir_int(0, 0), l->t_i64) : lo_of_path(l, p);
	}
	if (strcmp(sign, "&") == 0) {
		ir_path p = lo_lv(l, a);
		return p == IR_NONE ? lo_val(ir_int(0, 0), l->t_voidp) : lo_addr_of(l, p, l->t_voidp);
	}
	op.sub = (uint8_t)(*sign == '!' ? IR_LNOT : *sign == '~' ? IR_NOT : IR_NEG);
	op.type = l->t_i64;
	op.a = value_as(l, a, l->t_i64).o;
	op.dst = lo_temp_path(l, *sign == '!' ? l->t_bool : l->t_i64);
	lo_emit(l, c, op);
	return lo_of_path(l, op.dst);
}

static struct val index_of(struct lo *l, CXCursor c, CXCursor a, CXCursor b)
{
	ir_path p = lo_deref(l, c, value_as(l, a, l->t_voidp), 0);
	struct val i = value_as(l, b, l->t_i64);
	if (i.o.kind != IR_O_INT && i.o.kind != IR_O_PATH)
		i.o = ir_none();
	i.o.name = 0;
	return lo_of_path(l, ir_path_index(l->u, lo_cur(l), p, i.o, 0));
}

static struct val two_operands(struct lo *l, CXCursor c, const char *sign, CXCursor a, CXCursor b, ir_path dst)
{
	enum ir_bin k = IR_ADD;
	struct val x, y;
	ir_type t;
	if (strcmp(sign, "[]") == 0)
		return index_of(l, c, a, b);
	if (strcmp(sign, "++") == 0 || strcmp(sign, "--") == 0) /* the second one says "behind" */
		return one_operand(l, c, sign, a);
	if (strcmp(sign, "=") == 0 || (operation(sign, &k) && k < IR_EQ && sign[strlen(sign) - 1] == '=')) {
		ir_path p = lo_lv(l, a);
		t = p == IR_NONE ? l->t_i64 : lo_path_type(l, p);
		y = value_as(l, b, lo_t(l, t)->kind ? t : l->t_i64);
		if (p == IR_NONE)
			return y;
		if (sign[1])
			lo_bin(l, c, p, k, lo_is_int(l, t) || lo_is_ptr(l, t) ? t : l->t_i64, ir_val(p), y.o);
		else
			lo_assign(l, c, p, y.o);
		return lo_of_path(l, p);
	}
	x = value_as(l, a, l->t_i64);
	y = value_as(l, b, lo_is_int(l, x.t) || lo_is_ptr(l, x.t) ? x.t : l->t_i64);
	t = lo_is_int(l, x.t) || lo_is_ptr(l, x.t) ? x.t : y.t;
	(void)dst;
	dst = lo_temp_path(l, k >= IR_EQ ? l->t_bool : t);
	lo_bin(l, c, dst, k, t, x.o, y.o);
	return lo_of_path(l, dst);
}

/* value(a, b): through a pointer nobody knows the type of. */
static struct val indirect(struct lo *l, CXCursor c, int n)
{
	struct ir_op op = ir_op_new(IR_CALL);
	struct val f = value_as(l, clang_Cursor_getArgument(c, 0), l->t_voidp);
	op.a = f.o.kind == IR_O_PATH ? f.o : ir_val(lo_materialise(l, c, f));
	op.args = ARENA_ARRAY(l->a, struct ir_opd, (size_t)n + 1);
	for (int i = 1; i < n; i++)
		op.args[op.n_args++] = value_as(l, clang_Cursor_getArgument(c, (unsigned)i), l->t_i64).o;
	op.type = lo_ctype(l, c);
	op.dst = lo_temp_path(l, op.type);
	lo_emit(l, c, op);
	return lo_of_path(l, op.dst);
}

/* A conversion or an operator of the class of guesses: true = it was one. */
bool lo_guessed_call(struct lo *l, CXCursor c, CXCursor d, CXCursor callee, ir_path dst, struct val *out)
{
	int n = clang_Cursor_getNumArguments(c);
	enum ir_bin k;
	CXString s;
	const char *sign;
	bool is = true;
	if (!lo_guessed(l, d))
		return false;
	if (clang_getCursorKind(d) == CXCursor_ConversionFunction) {
		CXCursor object = object_of(l, callee);
		ir_type t = lo_type(l, clang_getCanonicalType(clang_getCursorResultType(d)));
		if (!constant(l, object, t, out))
			*out = value_as(l, object, t);
		return true;
	}
	s = clang_getCursorSpelling(d);
	sign = clang_getCString(s);
	if (strncmp(sign, "operator", 8) != 0)
		is = false;
	else if (strcmp(sign + 8, "()") == 0 && n > 0)
		*out = indirect(l, c, n);
	else if (n == 2 && (strcmp(sign + 8, "[]") == 0 || strcmp(sign + 8, "=") == 0 || operation(sign + 8, &k)))
		*out = two_operands(l, c, sign + 8, clang_Cursor_getArgument(c, 0), clang_Cursor_getArgument(c, 1),
				    dst);
	else if (n == 1)
		*out = one_operand(l, c, sign + 8, clang_Cursor_getArgument(c, 0));
	else
		is = false;
	clang_disposeString(s);
	return is;
}

/* `base.name`, `base->name`, or `name` in a class derived from a guess. */
ir_path lo_guessed_member(struct lo *l, CXCursor c, CXCursor field)
{
	struct kids k = lo_kids(l, c);
	ir_path p = IR_NONE;
	if (k.n) {
		CXType t = clang_getCanonicalType(clang_getCursorType(k.v[0]));
		if (t.kind == CXType_Pointer)
			p = lo_deref(l, k.v[0], value_as(l, k.v[0], l->t_voidp), 0);
		else
			p = lo_lv(l, k.v[0]);
	} else if (l->fn->this_path != IR_NONE) {
		p = ir_path_deref(l->u, lo_cur(l), l->fn->this_path, lo_t(l, lo_path_type(l, l->fn->this_path))->elem);
	}
	if (p == IR_NONE)
		return IR_NONE;
	return ir_path_field(l->u, lo_cur(l), p, lo_str(l, clang_getCursorSpelling(field)), 0);
}

/* Is it a member of guessed values: a static one of the class of guesses or of one derived from it? */
bool lo_is_guessed_member(struct lo *l, CXCursor decl)
{
	enum CXCursorKind k;
	if (clang_getCursorKind(decl) != CXCursor_VarDecl || !lo_guessed(l, decl))
		return false;
	k = clang_getCursorKind(clang_getCursorSemanticParent(decl));
	return k == CXCursor_StructDecl || k == CXCursor_ClassTemplate;
}
