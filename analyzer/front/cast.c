/* Conversions, and the wrappers libclang shows as "unexposed": implicit casts, offsetof, va_arg, recovered errors. */
#include "front/lower.h"

static struct val emit_cast(struct lo *l, CXCursor c, struct val v, ir_type to)
{
	struct ir_op op = ir_op_new(IR_CAST);
	op.type = to;
	op.a = v.o;
	op.dst = lo_temp_path(l, to);
	lo_emit(l, c, op);
	return lo_of_path(l, op.dst);
}

/* The type of what the operand names, before conversions that needed no operation. */
static ir_type raw_type(struct lo *l, struct val v)
{
	return v.o.kind == IR_O_PATH ? lo_path_type(l, v.o.path) : v.t;
}

static struct val int_to_int(struct lo *l, CXCursor c, struct val v, ir_type to)
{
	const struct ir_type_rec *f = lo_t(l, v.t), *t = lo_t(l, to), *raw;
	ir_type rt = raw_type(l, v);
	if (t->kind == IR_T_BOOL && f->kind != IR_T_BOOL) {
		ir_path p = lo_temp_path(l, to);
		lo_bin(l, c, p, IR_NE, v.t, v.o, ir_int(0, 0));
		return lo_of_path(l, p);
	}
	raw = lo_t(l, rt);
	if (t->size < raw->size) /* cut: also where a pointer was looked at as an integer before */
		return emit_cast(l, c, v, to);
	if (t->size > f->size && ((raw->flags ^ f->flags) & IR_TF_SIGNED))
		v = emit_cast(l, c, v, v.t); /* widening follows the sign it was given */
	v.t = to;
	return v;
}

/* C asks for a cast where a pointer becomes an integer: without one, one of the types was only guessed. */
static bool is_written(CXCursor c)
{
	switch ((int)clang_getCursorKind(c)) {
	case CXCursor_CStyleCastExpr:
	case CXCursor_CXXFunctionalCastExpr:
	case CXCursor_CXXReinterpretCastExpr:
	case CXCursor_CXXStaticCastExpr:
		return true;
	default:
		return false;
	}
}

struct val lo_cast(struct lo *l, CXCursor c, struct val v, ir_type to)
{
	const struct ir_type_rec *f = lo_t(l, v.t), *t = lo_t(l, to);
	if (v.o.kind == IR_O_INT && (lo_is_int(l, to) || t->kind == IR_T_PTR))
		return lo_convert_const(l, v, to);
	if (v.t == to || t->kind == IR_T_RECORD || t->kind == IR_T_UNKNOWN || v.o.kind == IR_O_NONE) {
		v.t = t->kind == IR_T_UNKNOWN ? v.t : to;
		return v;
	}
	if (lo_is_int(l, v.t) && lo_is_int(l, to))
		return int_to_int(l, c, v, to);
	if (lo_is_ptr(l, v.t) && lo_is_int(l, to)) {
		if (t->kind == IR_T_BOOL) {
			ir_path p = lo_temp_path(l, to);
			if (v.o.kind != IR_O_PATH)
				return lo_val(ir_int(1, 0), to);
			lo_bin(l, c, p, IR_NE, v.t, v.o, ir_int(0, 0));
			return lo_of_path(l, p);
		}
		if (t->size < 8 && is_written(c))
			return emit_cast(l, c, v, to);
		v.t = to;
		return v;
	}
	if (lo_is_int(l, v.t) && t->kind == IR_T_PTR && f->size < 8)
		return emit_cast(l, c, v, to);
	if (t->kind == IR_T_FLOAT || f->kind == IR_T_FLOAT)
		return lo_same(l, v.t, to) ? v : emit_cast(l, c, v, to);
	v.t = to;
	return v;
}

static enum CXChildVisitResult find_member(CXCursor c, CXCursor parent, CXClientData data)
{
	(void)parent;
	if (clang_getCursorKind(c) == CXCursor_MemberRef) {
		*(CXCursor *)data = c;
		return CXChildVisit_Continue; /* the last one: offsetof(T, a.b) */
	}
	return CXChildVisit_Continue;
}

static CXCursor offsetof_member(CXCursor c)
{
	CXCursor m = clang_getNullCursor();
	if (clang_getCursorKind(c) == CXCursor_UnexposedExpr && clang_getCursorType(c).kind != CXType_Void)
		clang_visitChildren(c, find_member, &m);
	return m;
}

bool lo_is_offsetof(struct lo *l, CXCursor c)
{
	(void)l;
	return !lo_is_null(offsetof_member(c));
}

static struct ir_opd text_opd(struct lo *l, ir_str s)
{
	(void)l;
	return (struct ir_opd){ .kind = IR_O_STR, .name = s, .path = IR_NONE };
}

/* (T *)((PCHAR)p - offsetof(T, member)) becomes __rc_containing_record(p, "T", "member"). */
struct val lo_containing_record(struct lo *l, CXCursor c, bool *is)
{
	struct kids k;
	CXCursor sub, off, m;
	CXType t = clang_getCanonicalType(clang_getCursorType(c));
	struct ir_opd args[3];
	struct val v;
	ir_type rt;
	*is = false;
	if (t.kind != CXType_Pointer || !lo_from_macro(clang_getCursorLocation(c)))
		return lo_val(ir_none(), 0);
	k = lo_kids(l, c);
	if (!k.n)
		return lo_val(ir_none(), 0);
	sub = lo_strip_parens(l, k.v[k.n - 1]);
	if (clang_getCursorKind(sub) != CXCursor_BinaryOperator ||
	    clang_getCursorBinaryOperatorKind(sub) != CXBinaryOperator_Sub)
		return lo_val(ir_none(), 0);
	k = lo_kids(l, sub);
	if (k.n != 2)
		return lo_val(ir_none(), 0);
	off = lo_strip_casts(l, k.v[1]);
	m = offsetof_member(off);
	if (lo_is_null(m))
		return lo_val(ir_none(), 0);
	*is = true;
	rt = lo_ctype(l, c);
	v = lo_rv(l, lo_strip_casts(l, k.v[0]));
	args[0] = v.o;
	args[1] = text_opd(l, lo_t(l, lo_t(l, rt)->elem)->name);
	args[2] = text_opd(l, lo_str(l, clang_getCursorSpelling(m)));
	return lo_val(lo_call(l, c, "__rc_containing_record", args, 3, rt), rt);
}

static bool is_va_list(CXCursor c)
{
	CXString s = clang_getTypeSpelling(clang_getCursorType(c));
	bool r = strstr(clang_getCString(s), "va_list") != NULL;
	clang_disposeString(s);
	return r;
}

static struct val va_arg_call(struct lo *l, CXCursor c, CXCursor ap)
{
	ir_type t = lo_ctype(l, c);
	ir_path p = lo_lv(l, lo_strip_casts(l, ap));
	struct ir_opd arg = p == IR_NONE ? ir_int(0, 0) : ir_addr(p);
	return lo_val(lo_call(l, c, "__builtin_va_arg", &arg, 1, t), t);
}

static struct val implicit(struct lo *l, CXCursor c, CXCursor in, ir_path dst, bool used)
{
	CXType to = clang_getCanonicalType(clang_getCursorType(c)),
	       from = clang_getCanonicalType(clang_getCursorType(in));
	struct val v;
	if (from.kind != to.kind && is_va_list(in) && to.kind != CXType_Pointer)
		return va_arg_call(l, c, in);
	if (from.kind == CXType_Void || (!used && to.kind == CXType_Void)) {
		lo_ev(l, in);
		return lo_val(ir_none(), l->t_void);
	}
	if (!used && clang_getCursorKind(in) != CXCursor_DeclRefExpr) {
		lo_ev(l, in);
		return lo_val(ir_none(), l->t_void);
	}
	if (dst != IR_NONE && lo_same(l, lo_ctype(l, in), lo_ctype(l, c))) {
		lo_into(l, in, dst);
		return lo_of_path(l, dst);
	}
	v = lo_rv(l, in);
	return lo_cast(l, c, v, lo_ctype(l, c));
}

struct val lo_unexposed(struct lo *l, CXCursor c, ir_path dst, bool used)
{
	struct kids k = lo_kids(l, c);
	CXType t = clang_getCursorType(c);
	struct val v;
	int64_t n = 0;
	if (l->u->cplusplus && lo_cxx_expr(l, c, dst, used, &v))
		return v;
	if (t.kind == CXType_Dependent || k.n > 1) {
		if (t.kind != CXType_Dependent && lo_evaluate(c, &n)) /* offsetof(T, a[1]), __builtin_choose_expr */
			return lo_val(ir_int(n, 0), lo_ctype(l, c));
		lo_recovered(l, c, k, &v);
		return v;
	}
	if (k.n == 1 && clang_isExpression(clang_getCursorKind(k.v[0])) && !lo_is_offsetof(l, c))
		return implicit(l, c, k.v[0], dst, used);
	v = lo_val(ir_int(0, 0), lo_ctype(l, c));
	if (lo_evaluate(c, &n)) {
		v.o.num = n;
		lo_const_name(l, c, &v, UINT64_MAX);
		return v;
	}
	if (lo_t(l, v.t)->kind == IR_T_VOID)
		return lo_val(ir_none(), v.t);
	{
		ir_path p = lo_temp_path(l, v.t);
		struct ir_op op = ir_op_new(IR_ZERO); /* an implicit value: what an initialiser leaves out */
		op.dst = p;
		lo_emit(l, c, op);
		return lo_of_path(l, p);
	}
}
