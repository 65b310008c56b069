/* Constants: literals, enumerators, the names they were written as, and folding. */
#include "front/lower.h"

struct val lo_val(struct ir_opd o, ir_type t)
{
	return (struct val){ .o = o, .t = t };
}

/* Never ask it of an initialiser list or of a `void` wrapper: libclang 19 crashes. */
bool lo_evaluate(CXCursor c, int64_t *out)
{
	enum CXCursorKind k = clang_getCursorKind(c);
	CXEvalResult r;
	bool ok = false;
	if (k == CXCursor_InitListExpr || clang_getCursorType(c).kind == CXType_Void ||
	    clang_getCursorType(c).kind == CXType_Dependent || clang_getCursorType(c).kind == CXType_Invalid)
		return false;
	r = clang_Cursor_Evaluate(c);
	if (!r)
		return false;
	if (clang_EvalResult_getKind(r) == CXEval_Int) {
		*out = clang_EvalResult_isUnsignedInt(r) ? (int64_t)clang_EvalResult_getAsUnsigned(r)
							 : (int64_t)clang_EvalResult_getAsLongLong(r);
		ok = true;
	}
	clang_EvalResult_dispose(r);
	return ok;
}

/* A constant inside one object-like macro gets its name, unless it has one. */
void lo_const_name(struct lo *l, CXCursor c, struct val *v, uint64_t origin)
{
	uint64_t here = 0;
	ir_str name = lo_macro_name(l, clang_getRangeStart(clang_getCursorExtent(c)), &here);
	v->origin = here;
	if (origin != UINT64_MAX && origin != here)
		name = 0, v->origin = 0;
	if (name)
		v->o.name = name;
}

struct val lo_literal(struct lo *l, CXCursor c)
{
	int64_t n = 0;
	struct val v = lo_val(ir_int(0, 0), lo_ctype(l, c));
	switch (clang_getCursorKind(c)) {
	case CXCursor_CXXNullPtrLiteralExpr:
	case CXCursor_GNUNullExpr:
		v = lo_val(ir_int(0, ir_intern(l->u, STR("NULL"))), l->t_voidp);
		return v;
	case CXCursor_CXXBoolLiteralExpr: {
		struct str t = lo_text(l, clang_getCursorExtent(c));
		lo_evaluate(c, &n);
		v.o = ir_int(n, str_is(t, "true") || str_is(t, "false") ? ir_intern(l->u, t) : 0);
		return v;
	}
	default:
		lo_evaluate(c, &n);
		v.o.num = n;
		lo_const_name(l, c, &v, UINT64_MAX);
		return v;
	}
}

struct enumerator {
	ir_str name;
	int64_t value;
};

struct val lo_enumerator(struct lo *l, CXCursor c, CXCursor decl)
{
	uint64_t *slot = map_put(l->enums, (uint64_t)(uintptr_t)decl.data[0]);
	struct enumerator *e = (struct enumerator *)(uintptr_t)*slot;
	struct val v;
	if (!e) {
		e = ARENA_NEW(l->tmp, struct enumerator);
		*slot = (uint64_t)(uintptr_t)e;
		e->name = lo_str(l, clang_getCursorSpelling(decl));
		e->value = clang_getEnumConstantDeclValue(decl);
	}
	v = lo_val(ir_int(e->value, e->name), lo_ctype(l, c));
	lo_macro_name(l, clang_getCursorLocation(c), &v.origin);
	return v;
}

static int64_t wrap(const struct ir_type_rec *t, int64_t n)
{
	uint64_t bits = t->size * 8;
	if (t->kind == IR_T_BOOL)
		return n != 0;
	if (bits == 0 || bits >= 64)
		return n;
	n = (int64_t)((uint64_t)n & ((UINT64_C(1) << bits) - 1));
	if ((t->flags & IR_TF_SIGNED) && (n >> (bits - 1)))
		n -= INT64_C(1) << bits;
	return n;
}

struct val lo_convert_const(struct lo *l, struct val v, ir_type to)
{
	const struct ir_type_rec *t = lo_t(l, to);
	if (t->kind == IR_T_PTR && v.o.num == 0 && !v.o.name)
		v.o.name = ir_intern(l->u, STR("NULL"));
	if (lo_is_int(l, to))
		v.o.num = wrap(t, v.o.num);
	v.t = to;
	return v;
}

static bool compute(enum ir_bin k, bool sign, int64_t a, int64_t b, int64_t *r)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;
	switch (k) {
	case IR_ADD:
		*r = (int64_t)(x + y);
		return true;
	case IR_SUB:
		*r = (int64_t)(x - y);
		return true;
	case IR_MUL:
		*r = (int64_t)(x * y);
		return true;
	case IR_AND:
		*r = a & b;
		return true;
	case IR_OR:
		*r = a | b;
		return true;
	case IR_XOR:
		*r = a ^ b;
		return true;
	case IR_EQ:
		*r = a == b;
		return true;
	case IR_NE:
		*r = a != b;
		return true;
	case IR_LT:
		*r = sign ? a < b : x < y;
		return true;
	case IR_LE:
		*r = sign ? a <= b : x <= y;
		return true;
	case IR_GT:
		*r = sign ? a > b : x > y;
		return true;
	case IR_GE:
		*r = sign ? a >= b : x >= y;
		return true;
	case IR_SHL:
		*r = y < 64 ? (int64_t)(x << y) : 0;
		return y < 64;
	case IR_SHR:
		*r = y < 64 ? (sign ? a >> y : (int64_t)(x >> y)) : 0;
		return y < 64;
	case IR_DIV:
	case IR_REM:
		if (b == 0 || (a == INT64_MIN && b == -1))
			return false;
		if (k == IR_DIV)
			*r = sign ? a / b : (int64_t)(x / y);
		else
			*r = sign ? a % b : (int64_t)(x % y);
		return true;
	default:
		return false;
	}
}

/* Both are integers: out = the value, of c's type. `t` is the type it is computed in. */
bool lo_fold(struct lo *l, CXCursor c, enum ir_bin k, struct val a, struct val b, ir_type t, struct val *out)
{
	const struct ir_type_rec *ct = lo_t(l, t);
	bool sign = (ct->flags & IR_TF_SIGNED) != 0, shift = k == IR_SHL || k == IR_SHR;
	int64_t r = 0;
	if (a.o.kind != IR_O_INT || b.o.kind != IR_O_INT || !lo_is_int(l, t))
		return false;
	if (!compute(k, sign, wrap(ct, a.o.num), shift ? b.o.num : wrap(ct, b.o.num), &r))
		return false;
	*out = lo_val(ir_int(0, 0), lo_ctype(l, c));
	out->o.num = wrap(lo_t(l, out->t), k >= IR_EQ ? r : wrap(ct, r));
	if (a.origin && a.origin == b.origin)
		lo_const_name(l, c, out, a.origin);
	return true;
}
