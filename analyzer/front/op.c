/* Unary, binary and compound operators; && || ?: as values. */
#include "front/lower.h"

ir_type lo_promote(struct lo *l, ir_type t)
{
	const struct ir_type_rec *r = lo_t(l, t);
	if (r->kind == IR_T_ENUM && r->size == 4)
		return r->flags & IR_TF_SIGNED ? l->t_int : l->t_u32;
	return lo_is_int(l, t) && r->size < 4 ? l->t_int : t;
}

/* The usual arithmetic conversions. */
ir_type lo_common(struct lo *l, ir_type a, ir_type b)
{
	const struct ir_type_rec *x, *y;
	if (lo_t(l, a)->kind == IR_T_PTR || lo_t(l, a)->kind == IR_T_FLOAT)
		return a;
	if (lo_t(l, b)->kind == IR_T_PTR || lo_t(l, b)->kind == IR_T_FLOAT)
		return b;
	a = lo_promote(l, a);
	b = lo_promote(l, b);
	x = lo_t(l, a);
	y = lo_t(l, b);
	if (x->size != y->size)
		return x->size > y->size ? a : b;
	return x->flags & IR_TF_SIGNED ? b : a;
}

static struct val un(struct lo *l, CXCursor c, enum ir_un k, struct val a, ir_type t)
{
	struct ir_op op = ir_op_new(IR_UN);
	struct val out = lo_val(ir_int(0, 0), lo_ctype(l, c));
	if (a.o.kind == IR_O_INT && lo_is_int(l, t)) {
		out.o.num = k == IR_NEG ? (int64_t)(0 - (uint64_t)a.o.num) : k == IR_NOT ? ~a.o.num : a.o.num == 0;
		out = lo_convert_const(l, out, out.t);
		if (a.origin)
			lo_const_name(l, c, &out, a.origin);
		return out;
	}
	op.sub = (uint8_t)k;
	op.type = t;
	op.a = a.o;
	op.dst = lo_temp_path(l, out.t);
	lo_emit(l, c, op);
	return lo_of_path(l, op.dst);
}

static struct val step(struct lo *l, CXCursor c, CXCursor in, bool up, bool post, bool used)
{
	ir_path p = lo_lv(l, in);
	ir_type t;
	struct val old;
	if (p == IR_NONE)
		return lo_val(ir_int(0, 0), lo_ctype(l, c));
	t = lo_path_type(l, p);
	old = lo_of_path(l, p);
	if (post && used)
		old = lo_of_path(l, lo_materialise(l, c, old));
	lo_bin(l, c, p, up ? IR_ADD : IR_SUB, lo_t(l, t)->kind == IR_T_PTR ? t : lo_promote(l, t), ir_val(p),
	       ir_int(1, 0));
	return old;
}

static struct val address(struct lo *l, CXCursor c, CXCursor in)
{
	CXCursor x = lo_strip_parens(l, in);
	ir_path p;
	if (clang_getCursorKind(x) == CXCursor_DeclRefExpr) {
		CXCursor d = clang_getCursorReferenced(x);
		enum CXCursorKind k = clang_getCursorKind(d);
		if (k == CXCursor_FunctionDecl || k == CXCursor_CXXMethod) {
			uint32_t fi = lo_func(l, d);
			return lo_val(ir_func_opd(l->u->funcs.v[fi].name), lo_ctype(l, c));
		}
	}
	p = lo_lv(l, in);
	return p == IR_NONE ? lo_val(ir_int(0, 0), lo_ctype(l, c)) : lo_addr_of(l, p, lo_ctype(l, c));
}

struct val lo_unary(struct lo *l, CXCursor c, bool used)
{
	struct kids k = lo_kids(l, c);
	enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(c);
	if (!k.n)
		return lo_val(ir_int(0, 0), lo_ctype(l, c));
	switch (op) {
	case CXUnaryOperator_PostInc:
	case CXUnaryOperator_PostDec:
		return step(l, c, k.v[0], op == CXUnaryOperator_PostInc, true, used);
	case CXUnaryOperator_PreInc:
	case CXUnaryOperator_PreDec:
		return step(l, c, k.v[0], op == CXUnaryOperator_PreInc, false, used);
	case CXUnaryOperator_AddrOf:
		return address(l, c, k.v[0]);
	case CXUnaryOperator_Deref: {
		ir_path p;
		struct val f;
		if (lo_t(l, lo_ctype(l, c))->kind == IR_T_FUNC) { /* *f is f */
			f = lo_rv(l, k.v[0]);
			return f;
		}
		p = lo_lv(l, c);
		if (p != IR_NONE && lo_t(l, lo_path_type(l, p))->kind == IR_T_ARRAY)
			return lo_val(ir_addr(p), lo_path_type(l, p));
		return p == IR_NONE ? lo_val(ir_int(0, 0), lo_ctype(l, c)) : lo_of_path(l, p);
	}
	case CXUnaryOperator_Minus:
		return un(l, c, IR_NEG, lo_rv(l, k.v[0]), lo_ctype(l, c));
	case CXUnaryOperator_Not:
		return un(l, c, IR_NOT, lo_rv(l, k.v[0]), lo_ctype(l, c));
	case CXUnaryOperator_LNot: {
		CXCursor in = lo_strip_parens(l, k.v[0]);
		if (clang_getCursorKind(in) == CXCursor_UnaryOperator &&
		    clang_getCursorUnaryOperatorKind(in) == CXUnaryOperator_LNot)
			return lo_logic(l, c, IR_NONE); /* !!x */
		if (clang_getCursorKind(in) == CXCursor_BinaryOperator)
			return lo_logic(l, c, IR_NONE);
		{
			struct val v = lo_rv(l, k.v[0]);
			return un(l, c, IR_LNOT, v, v.t);
		}
	}
	case CXUnaryOperator_Plus:
	case CXUnaryOperator_Extension:
		return lo_rv(l, k.v[0]);
	default: {
		ir_path t = lo_temp_path(l, lo_ctype(l, c));
		lo_opaque(l, c, t, "unary operator");
		return lo_of_path(l, t);
	}
	}
}

static bool bin_kind(enum CXBinaryOperatorKind k, enum ir_bin *out)
{
	switch (k) {
	case CXBinaryOperator_Mul:
	case CXBinaryOperator_MulAssign:
		*out = IR_MUL;
		return true;
	case CXBinaryOperator_Div:
	case CXBinaryOperator_DivAssign:
		*out = IR_DIV;
		return true;
	case CXBinaryOperator_Rem:
	case CXBinaryOperator_RemAssign:
		*out = IR_REM;
		return true;
	case CXBinaryOperator_Add:
	case CXBinaryOperator_AddAssign:
		*out = IR_ADD;
		return true;
	case CXBinaryOperator_Sub:
	case CXBinaryOperator_SubAssign:
		*out = IR_SUB;
		return true;
	case CXBinaryOperator_Shl:
	case CXBinaryOperator_ShlAssign:
		*out = IR_SHL;
		return true;
	case CXBinaryOperator_Shr:
	case CXBinaryOperator_ShrAssign:
		*out = IR_SHR;
		return true;
	case CXBinaryOperator_And:
	case CXBinaryOperator_AndAssign:
		*out = IR_AND;
		return true;
	case CXBinaryOperator_Or:
	case CXBinaryOperator_OrAssign:
		*out = IR_OR;
		return true;
	case CXBinaryOperator_Xor:
	case CXBinaryOperator_XorAssign:
		*out = IR_XOR;
		return true;
	case CXBinaryOperator_EQ:
		*out = IR_EQ;
		return true;
	case CXBinaryOperator_NE:
		*out = IR_NE;
		return true;
	case CXBinaryOperator_LT:
		*out = IR_LT;
		return true;
	case CXBinaryOperator_LE:
		*out = IR_LE;
		return true;
	case CXBinaryOperator_GT:
		*out = IR_GT;
		return true;
	case CXBinaryOperator_GE:
		*out = IR_GE;
		return true;
	default:
		return false;
	}
}

static struct val assign(struct lo *l, CXCursor c, struct kids k)
{
	ir_path p = lo_lv(l, k.v[0]);
	if (p == IR_NONE) {
		lo_ev(l, k.v[1]);
		return lo_val(ir_int(0, 0), lo_ctype(l, c));
	}
	lo_into(l, k.v[1], p);
	return lo_of_path(l, p);
}

static struct val compound(struct lo *l, CXCursor c, struct kids k, enum ir_bin b)
{
	ir_path p = lo_lv(l, k.v[0]);
	struct val v = lo_rv(l, k.v[1]);
	ir_type t;
	if (p == IR_NONE)
		return v;
	t = lo_path_type(l, p);
	if (b == IR_SHL || b == IR_SHR)
		t = lo_promote(l, t);
	else
		t = lo_common(l, t, v.t);
	lo_bin(l, c, p, b, t, ir_val(p), v.o);
	return lo_of_path(l, p);
}

/* Where the left operand is a plain place and the right one changes things, its value is taken first only if C says so: it does not. */
static struct val arithmetic(struct lo *l, CXCursor c, struct kids k, enum ir_bin b, ir_path dst)
{
	struct val x = lo_rv(l, k.v[0]), y = lo_rv(l, k.v[1]), out;
	ir_type rt = lo_ctype(l, c), t = b >= IR_EQ ? lo_common(l, x.t, y.t) : rt;
	if (b == IR_SUB && lo_t(l, x.t)->kind == IR_T_PTR)
		t = x.t;
	if (b == IR_SHL || b == IR_SHR)
		t = lo_promote(l, x.t);
	if (lo_t(l, x.t)->kind == IR_T_ARRAY) /* decayed */
		t = b >= IR_EQ ? l->t_voidp : rt;
	if (lo_fold(l, c, b, x, y, t, &out))
		return out;
	if (dst == IR_NONE)
		dst = lo_temp_path(l, rt);
	lo_bin(l, c, dst, b, t, x.o, y.o);
	return lo_val(ir_val(dst), rt);
}

struct val lo_binary(struct lo *l, CXCursor c, ir_path dst, bool used)
{
	struct kids k = lo_kids(l, c);
	enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(c);
	enum ir_bin b;
	if (k.n < 2)
		return lo_val(ir_int(0, 0), lo_ctype(l, c));
	switch (op) {
	case CXBinaryOperator_Assign:
		return assign(l, c, k);
	case CXBinaryOperator_Comma:
		lo_ev(l, k.v[0]);
		if (!used) {
			lo_ev(l, k.v[1]);
			return lo_val(ir_none(), lo_ctype(l, c));
		}
		return lo_rv(l, k.v[1]);
	case CXBinaryOperator_LAnd:
	case CXBinaryOperator_LOr:
		if (!used) {
			uint32_t end = lo_block(l);
			lo_cond(l, c, end, end);
			lo_start(l, end);
			return lo_val(ir_none(), l->t_int);
		}
		return lo_logic(l, c, dst);
	case CXBinaryOperator_PtrMemD: /* a method by way of a pointer to it: what is called is the pointer's value */
	case CXBinaryOperator_PtrMemI:
		if (clang_getCanonicalType(clang_getCursorType(c)).kind == CXType_Unexposed) {
			lo_ev(l, k.v[0]);
			return lo_rv(l, k.v[1]);
		}
		break;
	default:
		break;
	}
	if (!bin_kind(op, &b)) {
		ir_type t = lo_ctype(l, c);
		ir_path p;
		lo_ev(l, k.v[0]);
		lo_ev(l, k.v[1]);
		p = lo_temp_path(l, t);
		lo_opaque(l, c, p, "binary operator");
		return lo_of_path(l, p);
	}
	if (clang_getCursorKind(c) == CXCursor_CompoundAssignOperator)
		return compound(l, c, k, b);
	return arithmetic(l, c, k, b, dst);
}

/* A condition as a value: 1 or 0, by way of branches; a lone comparison needs none. */
struct val lo_logic(struct lo *l, CXCursor c, ir_path dst)
{
	uint32_t yes = lo_block(l), no = lo_block(l), end = lo_block(l);
	ir_type t = lo_ctype(l, c);
	if (dst == IR_NONE)
		dst = lo_temp_path(l, lo_t(l, t)->kind ? t : l->t_int);
	lo_cond(l, c, yes, no);
	l->fn->bb = yes;
	lo_assign(l, c, dst, ir_int(1, 0));
	lo_jump(l, c, end);
	l->fn->bb = no;
	lo_assign(l, c, dst, ir_int(0, 0));
	lo_jump(l, c, end);
	l->fn->bb = end;
	return lo_val(ir_val(dst), t);
}

static struct val pick(struct lo *l, CXCursor c, ir_path dst, bool used)
{
	if (used)
		return dst == IR_NONE ? lo_rv(l, c) : (lo_into(l, c, dst), lo_of_path(l, dst));
	lo_ev(l, c);
	return lo_val(ir_none(), l->t_void);
}

static enum CXChildVisitResult find_effect(CXCursor c, CXCursor parent, CXClientData data)
{
	enum CXCursorKind k = clang_getCursorKind(c);
	enum CXUnaryOperatorKind u = clang_getCursorUnaryOperatorKind(c);
	(void)parent;
	if (k == CXCursor_CallExpr || k == CXCursor_CompoundAssignOperator || k == CXCursor_StmtExpr ||
	    k == CXCursor_CXXNewExpr || k == CXCursor_CXXDeleteExpr ||
	    (k == CXCursor_BinaryOperator && clang_getCursorBinaryOperatorKind(c) == CXBinaryOperator_Assign) ||
	    (k == CXCursor_UnaryOperator && u >= CXUnaryOperator_PostInc && u <= CXUnaryOperator_PreDec)) {
		*(bool *)data = true;
		return CXChildVisit_Break;
	}
	return CXChildVisit_Recurse;
}

/* `(i++ || 1)` is 1 to clang's evaluation, but it does something. */
static bool has_effect(CXCursor c)
{
	bool found = false;
	find_effect(c, c, &found);
	if (!found)
		clang_visitChildren(c, find_effect, &found);
	return found;
}

struct val lo_select(struct lo *l, CXCursor c, ir_path dst, bool used)
{
	struct kids k = lo_kids(l, c);
	uint32_t yes, no, end;
	ir_type t = lo_ctype(l, c);
	int64_t n = 0;
	if (k.n < 3)
		return lo_val(ir_int(0, 0), t);
	if (lo_evaluate(k.v[0], &n) && !has_effect(k.v[0]))
		return pick(l, n ? k.v[1] : k.v[2], dst, used);
	used = used && lo_t(l, t)->kind != IR_T_VOID;
	if (used && dst == IR_NONE)
		dst = lo_temp_path(l, t);
	yes = lo_block(l);
	no = lo_block(l);
	end = lo_block(l);
	lo_cond(l, k.v[0], yes, no);
	l->fn->bb = yes;
	pick(l, k.v[1], dst, used);
	lo_jump(l, c, end);
	l->fn->bb = no;
	pick(l, k.v[2], dst, used);
	lo_jump(l, c, end);
	l->fn->bb = end;
	return used ? lo_val(ir_val(dst), t) : lo_val(ir_none(), l->t_void);
}
