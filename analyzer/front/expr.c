/* Expressions: places (lo_lv), values (lo_rv), values put into a place (lo_into). */
#include "front/lower.h"

ir_type lo_path_type(struct lo *l, ir_path p)
{
	return lo_cur(l)->paths.v[p].type;
}

struct val lo_of_path(struct lo *l, ir_path p)
{
	return lo_val(ir_val(p), lo_path_type(l, p));
}

struct val lo_addr_of(struct lo *l, ir_path p, ir_type ptr)
{
	struct ir_path_rec r = lo_cur(l)->paths.v[p];
	/* &*q is q */
	if (r.kind == IR_P_DEREF)
		return lo_val(ir_val(r.base), ptr);
	return lo_val(ir_addr(p), ptr);
}

ir_path lo_materialise(struct lo *l, CXCursor c, struct val v)
{
	ir_path t = lo_temp_path(l, v.t);
	lo_assign(l, c, t, v.o);
	return t;
}

/* What a pointer points to, seen as `elem`. A path keeps the type it was first asked with: another one goes through a temporary. */
ir_path lo_deref(struct lo *l, CXCursor c, struct val ptr, ir_type elem)
{
	ir_path d;
	if (ptr.o.kind == IR_O_ADDR) {
		ir_type t = lo_path_type(l, ptr.o.path);
		if (lo_same(l, t, elem))
			return ptr.o.path;
		if (lo_t(l, t)->kind == IR_T_ARRAY && lo_same(l, lo_t(l, t)->elem, elem))
			return ir_path_index(l->u, lo_cur(l), ptr.o.path, ir_int(0, 0), elem);
	}
	if (ptr.o.kind == IR_O_PATH) {
		d = ir_path_deref(l->u, lo_cur(l), ptr.o.path, elem);
		if (lo_same(l, lo_path_type(l, d), elem))
			return d;
	}
	if (ptr.o.kind == IR_O_NONE)
		ptr.o = ir_int(0, 0);
	ptr.t = lo_ptr_to(l, elem);
	return ir_path_deref(l->u, lo_cur(l), lo_materialise(l, c, ptr), elem);
}

/* ---- places ---- */

/* What a reference refers to: the name of one stands for that. */
ir_path lo_referred(struct lo *l, ir_path p)
{
	const struct ir_type_rec *t = lo_t(l, lo_path_type(l, p));
	return t->kind == IR_T_REF ? ir_path_deref(l->u, lo_cur(l), p, t->elem) : p;
}

static ir_path var_path(struct lo *l, CXCursor c, CXCursor decl)
{
	const uint64_t *slot = map_get(l->fn->vars, (uint64_t)(uintptr_t)decl.data[0]);
	CXType t = clang_getCursorType(decl);
	ir_path p;
	if (lo_is_guessed_member(l, decl) && (p = lo_guessed_member(l, c, decl)) != IR_NONE)
		return p;
	if (slot) {
		p = lo_local(l, (uint32_t)*slot - 1);
	} else if (clang_getCursorLinkage(decl) == CXLinkage_NoLinkage &&
		   clang_Cursor_getStorageClass(decl) != CX_SC_Static) {
		/* a lambda's capture, or a declaration lost to an error */
		uint32_t v = lo_add_var(l, c, IR_V_LOCAL, lo_str(l, clang_getCursorSpelling(decl)), lo_type(l, t));
		*map_put(l->fn->vars, (uint64_t)(uintptr_t)decl.data[0]) = v + 1u;
		p = lo_local(l, v);
	} else {
		p = ir_path_global(l->u, lo_cur(l), lo_global(l, decl));
	}
	return lo_referred(l, p);
}

static ir_path member(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	CXCursor field = clang_getCursorReferenced(c);
	CXType bt;
	ir_path base;
	ir_type type;
	ir_str name;
	if (clang_getCursorKind(field) == CXCursor_VarDecl)
		return var_path(l, c, field);
	if (clang_getCursorKind(field) != CXCursor_FieldDecl)
		return IR_NONE;
	if (!k.n)
		return lo_this_member(l, c);
	bt = clang_getCanonicalType(clang_getCursorType(k.v[0]));
	if (bt.kind == CXType_Pointer) {
		CXType rec = clang_getPointeeType(bt);
		base = lo_deref(l, k.v[0], lo_rv(l, k.v[0]), lo_type(l, rec));
		bt = rec;
	} else {
		base = lo_lv(l, k.v[0]);
	}
	name = lo_field(l, field, bt, &type);
	if (!name || base == IR_NONE) /* the unnamed holder of an anonymous record: its members are its parent's */
		return base;
	return lo_referred(l, ir_path_field(l->u, lo_cur(l), base, name, type));
}

/* p[i], or the sum in *(p + i). */
static ir_path subscript(struct lo *l, CXCursor c, ir_type elem)
{
	struct kids k = lo_kids(l, c);
	struct val base, idx;
	ir_path p;
	if (k.n < 2)
		return IR_NONE;
	base = lo_rv(l, k.v[0]);
	idx = lo_rv(l, k.v[1]);
	if (lo_is_int(l, base.t)) { /* 1[a] */
		struct val t = base;
		base = idx;
		idx = t;
	}
	if (idx.o.kind != IR_O_INT && idx.o.kind != IR_O_PATH)
		idx.o = ir_none();
	idx.o.name = 0;
	if (base.o.kind == IR_O_ADDR && lo_t(l, lo_path_type(l, base.o.path))->kind == IR_T_ARRAY &&
	    lo_same(l, lo_t(l, lo_path_type(l, base.o.path))->elem, elem))
		return ir_path_index(l->u, lo_cur(l), base.o.path, idx.o, elem);
	if (base.o.kind == IR_O_ADDR) /* (&x)[i]: through a pointer */
		base = lo_of_path(l, lo_materialise(l, c, base));
	p = lo_deref(l, k.v[0], base, elem);
	return ir_path_index(l->u, lo_cur(l), p, idx.o, elem);
}

/* *(p + i) is p[i]. */
static ir_path star(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	ir_type elem = lo_ctype(l, c);
	CXCursor in;
	if (!k.n)
		return IR_NONE;
	in = lo_strip_parens(l, k.v[0]);
	if (clang_getCursorKind(in) == CXCursor_BinaryOperator &&
	    clang_getCursorBinaryOperatorKind(in) == CXBinaryOperator_Add) {
		struct kids a = lo_kids(l, in);
		if (a.n == 2 && lo_t(l, lo_ctype(l, a.v[0]))->kind == IR_T_PTR && lo_is_int(l, lo_ctype(l, a.v[1])))
			return subscript(l, in, elem);
	}
	return lo_deref(l, k.v[0], lo_rv(l, k.v[0]), elem);
}

static ir_path wrapped(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	if (k.n == 1 && clang_isExpression(clang_getCursorKind(k.v[0]))) {
		CXType from = clang_getCanonicalType(clang_getCursorType(k.v[0])),
		       to = clang_getCanonicalType(clang_getCursorType(c));
		bool prvalue = clang_getCursorKind(k.v[0]) == CXCursor_CallExpr;
		if (from.kind == to.kind && !prvalue && clang_getCursorKind(k.v[0]) != CXCursor_StringLiteral)
			return lo_lv(l, k.v[0]);
	}
	return lo_materialise(l, c, lo_rv(l, c));
}

ir_path lo_lv(struct lo *l, CXCursor c)
{
	struct kids k;
	CXCursor d;
	switch (clang_getCursorKind(c)) {
	case CXCursor_ParenExpr:
		k = lo_kids(l, c);
		return k.n ? lo_lv(l, k.v[0]) : IR_NONE;
	case CXCursor_DeclRefExpr:
		d = clang_getCursorReferenced(c);
		if (clang_getCursorKind(d) == CXCursor_VarDecl || clang_getCursorKind(d) == CXCursor_ParmDecl)
			return var_path(l, c, d);
		break;
	case CXCursor_MemberRefExpr: {
		ir_path p = member(l, c);
		return p != IR_NONE ? p : lo_lost_member(l, c);
	}
	case CXCursor_ArraySubscriptExpr:
		return subscript(l, c, lo_ctype(l, c));
	case CXCursor_UnaryOperator:
		if (clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_Deref)
			return star(l, c);
		break;
	case CXCursor_CompoundLiteralExpr: {
		ir_path t = lo_temp_path(l, lo_ctype(l, c));
		k = lo_kids(l, c);
		if (k.n)
			lo_init(l, k.v[k.n - 1], t, clang_getCursorType(c));
		return t;
	}
	case CXCursor_UnexposedExpr:
		if (clang_getCursorType(c).kind == CXType_Dependent) {
			ir_path p;
			k = lo_kids(l, c);
			p = k.n == 1 ? lo_unknown_member(l, c, k.v[0]) : IR_NONE;
			if (p != IR_NONE)
				return p;
		}
		return wrapped(l, c);
	case CXCursor_CStyleCastExpr:
	case CXCursor_CXXStaticCastExpr:
	case CXCursor_CXXConstCastExpr:
	case CXCursor_CXXReinterpretCastExpr:
		return wrapped(l, c);
	case CXCursor_StmtExpr:
	default:
		break;
	}
	{
		struct val v = lo_rv(l, c);
		return v.o.kind == IR_O_PATH ? v.o.path : lo_materialise(l, c, v);
	}
}

/* ---- values ---- */

static struct val decl_ref(struct lo *l, CXCursor c)
{
	CXCursor d = clang_getCursorReferenced(c);
	switch (clang_getCursorKind(d)) {
	case CXCursor_EnumConstantDecl:
		return lo_enumerator(l, c, d);
	case CXCursor_FunctionDecl:
	case CXCursor_CXXMethod: {
		uint32_t fi = lo_func(l, d);
		return lo_val(ir_func_opd(l->u->funcs.v[fi].name), lo_ctype(l, c));
	}
	case CXCursor_VarDecl:
	case CXCursor_ParmDecl: {
		ir_path p = lo_lv(l, c);
		if (lo_t(l, lo_path_type(l, p))->kind == IR_T_ARRAY)
			return lo_val(ir_addr(p), lo_path_type(l, p));
		return lo_of_path(l, p);
	}
	case CXCursor_NonTypeTemplateParameter: { /* of a template nobody instantiates: some number */
		struct ir_op op = ir_op_new(IR_DECL);
		op.dst = lo_temp_path(l, lo_ctype(l, c));
		lo_emit(l, c, op);
		return lo_of_path(l, op.dst);
	}
	default: {
		ir_path t = lo_temp_path(l, lo_ctype(l, c));
		lo_opaque(l, c, t, "reference to an unknown kind of declaration");
		return lo_of_path(l, t);
	}
	}
}

enum { LITERAL_KEEP = 4096 }; /* bytes of a string literal kept: no rule reads further */

static struct val string_literal(struct lo *l, CXCursor c)
{
	CXString s = clang_getCursorSpelling(c);
	struct str z = str_from(clang_getCString(s));
	struct val v = lo_val(ir_none(), lo_ctype(l, c));
	const char *q = memchr(z.s, '"', z.n); /* past a prefix: L"..." */
	if (q && z.n && z.s[z.n - 1] == '"' && z.s + z.n - 1 > q)
		z = (struct str){ q + 1, (size_t)(z.s + z.n - 1 - q) - 1 };
	if (z.n > LITERAL_KEEP)
		z.n = LITERAL_KEEP;
	v.o = (struct ir_opd){ .kind = IR_O_STR, .name = ir_intern(l->u, z), .path = IR_NONE };
	clang_disposeString(s);
	return v;
}

static struct val stmt_expr(struct lo *l, CXCursor c, bool used)
{
	struct kids k = lo_kids(l, c), in;
	struct val v = lo_val(ir_none(), l->t_void);
	struct scope *outer = l->fn->scope;
	if (!k.n)
		return v;
	in = lo_kids(l, k.v[0]);
	for (uint32_t i = 0; i < in.n; i++)
		if (used && i + 1 == in.n && clang_isExpression(clang_getCursorKind(in.v[i]))) {
			v = lo_rv(l, in.v[i]);
			if (v.o.kind == IR_O_PATH && l->fn->scope != outer)
				v = lo_of_path(l, lo_materialise(l, c, v));
		} else {
			lo_stmt(l, in.v[i]);
		}
	lo_scope_end(l, c, outer);
	return v;
}

static struct val cast_expr(struct lo *l, CXCursor c)
{
	bool is = false;
	struct val v = lo_containing_record(l, c, &is);
	struct kids k;
	ir_type to;
	if (is)
		return v;
	k = lo_kids(l, c);
	to = lo_ctype(l, c);
	if (!k.n)
		return lo_val(ir_int(0, 0), to);
	if (lo_t(l, to)->kind == IR_T_VOID) {
		lo_ev(l, k.v[k.n - 1]);
		return lo_val(ir_none(), to);
	}
	return lo_cast(l, c, lo_rv(l, k.v[k.n - 1]), to);
}

static struct val not_lowered(struct lo *l, CXCursor c)
{
	ir_type t = lo_ctype(l, c);
	CXString s = clang_getCursorKindSpelling(clang_getCursorKind(c));
	ir_path p = lo_t(l, t)->kind == IR_T_VOID ? IR_NONE : lo_temp_path(l, t);
	lo_opaque(l, c, p, clang_getCString(s));
	clang_disposeString(s);
	return p == IR_NONE ? lo_val(ir_none(), t) : lo_of_path(l, p);
}

static struct val value(struct lo *l, CXCursor c, ir_path dst, bool used)
{
	struct kids k;
	struct val v;
	int64_t n = 0;
	switch (clang_getCursorKind(c)) {
	case CXCursor_ParenExpr:
		k = lo_kids(l, c);
		return k.n ? value(l, k.v[0], dst, used) : lo_val(ir_none(), 0);
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_CXXBoolLiteralExpr:
	case CXCursor_CXXNullPtrLiteralExpr:
	case CXCursor_GNUNullExpr:
		return lo_literal(l, c);
	case CXCursor_FloatingLiteral:
		v = lo_val(ir_none(), lo_ctype(l, c));
		v.o = (struct ir_opd){ .kind = IR_O_FLOAT,
				       .name = ir_intern(l->u, lo_text(l, clang_getCursorExtent(c))),
				       .path = IR_NONE };
		return v;
	case CXCursor_StringLiteral:
		return string_literal(l, c);
	case CXCursor_DeclRefExpr:
		return decl_ref(l, c);
	case CXCursor_UnaryExpr:
		lo_evaluate(c, &n);
		v = lo_val(ir_int(n, 0), lo_ctype(l, c));
		lo_const_name(l, c, &v, UINT64_MAX);
		return v;
	case CXCursor_UnaryOperator:
		return lo_unary(l, c, used);
	case CXCursor_BinaryOperator:
	case CXCursor_CompoundAssignOperator:
		return lo_binary(l, c, dst, used);
	case CXCursor_ConditionalOperator:
		return lo_select(l, c, dst, used);
	case CXCursor_CallExpr:
		return lo_call_expr(l, c, dst, used);
	case CXCursor_CStyleCastExpr:
	case CXCursor_CXXStaticCastExpr:
	case CXCursor_CXXReinterpretCastExpr:
	case CXCursor_CXXConstCastExpr:
	case CXCursor_CXXFunctionalCastExpr:
		return cast_expr(l, c);
	case CXCursor_UnexposedExpr:
		return lo_unexposed(l, c, dst, used);
	case CXCursor_StmtExpr:
		return stmt_expr(l, c, used);
	case CXCursor_InitListExpr: {
		ir_path t = lo_temp_path(l, lo_ctype(l, c));
		lo_init(l, c, t, clang_getCursorType(c));
		return lo_of_path(l, t);
	}
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CompoundLiteralExpr: {
		ir_path p = lo_lv(l, c);
		if (p == IR_NONE)
			return not_lowered(l, c);
		if (lo_t(l, lo_path_type(l, p))->kind == IR_T_ARRAY)
			return lo_val(ir_addr(p), lo_path_type(l, p));
		return lo_of_path(l, p);
	}
	default:
		if (l->u->cplusplus && lo_cxx_expr(l, c, dst, used, &v))
			return v;
		return not_lowered(l, c);
	}
}

static struct val guarded(struct lo *l, CXCursor c, ir_path dst, bool used)
{
	struct val v;
	if (l->depth >= LO_DEPTH) {
		ir_path t = lo_temp_path(l, lo_ctype(l, c));
		lo_opaque(l, c, t, "nested too deeply");
		return lo_of_path(l, t);
	}
	l->depth++;
	v = value(l, c, dst, used);
	l->depth--;
	return v;
}

struct val lo_rv(struct lo *l, CXCursor c)
{
	struct val v = guarded(l, c, IR_NONE, true);
	if (v.o.kind == IR_O_NONE && lo_t(l, v.t)->kind != IR_T_VOID)
		v.o = ir_int(0, 0);
	return v;
}

/* A read that is the statement's whole purpose (`*p;`, a probe) is kept; a plain name is not. */
void lo_ev(struct lo *l, CXCursor c)
{
	struct val v = guarded(l, c, IR_NONE, false);
	const struct ir_path_rec *r;
	if (v.o.kind != IR_O_PATH)
		return;
	r = &lo_cur(l)->paths.v[v.o.path];
	if (r->kind == IR_P_DEREF || r->kind == IR_P_FIELD || r->kind == IR_P_INDEX) {
		enum CXCursorKind k = clang_getCursorKind(lo_strip_casts(l, c));
		if (k == CXCursor_MemberRefExpr || k == CXCursor_ArraySubscriptExpr ||
		    (k == CXCursor_UnaryOperator &&
		     clang_getCursorUnaryOperatorKind(lo_strip_casts(l, c)) == CXUnaryOperator_Deref))
			lo_assign(l, c, lo_temp_path(l, v.t), v.o);
	}
}

/* Is a value of `from` stored into `to` as it is (or cut, as a store does)? */
static bool stores(struct lo *l, ir_type from, ir_type to)
{
	if (lo_is_ptr(l, from) && lo_is_ptr(l, to))
		return true;
	if (lo_is_int(l, from) && lo_is_int(l, to))
		return lo_t(l, to)->kind != IR_T_BOOL && lo_t(l, from)->size == lo_t(l, to)->size;
	return lo_same(l, from, to);
}

void lo_into(struct lo *l, CXCursor c, ir_path dst)
{
	ir_type want = lo_path_type(l, dst);
	struct val v;
	for (int i = 0; i < 100; i++) {
		struct kids k;
		enum CXCursorKind kind = clang_getCursorKind(c);
		if (kind != CXCursor_ParenExpr && kind != CXCursor_UnexposedExpr && kind != CXCursor_CStyleCastExpr)
			break;
		k = lo_kids(l, c);
		if (k.n != 1 || !clang_isExpression(clang_getCursorKind(k.v[0])) ||
		    !stores(l, lo_ctype(l, k.v[0]), lo_ctype(l, c)) || lo_t(l, lo_ctype(l, k.v[0]))->kind == IR_T_ARRAY)
			break;
		if (kind == CXCursor_CStyleCastExpr && lo_from_macro(clang_getCursorLocation(c)))
			break; /* may be CONTAINING_RECORD */
		c = k.v[0];
	}
	if (clang_getCursorKind(c) == CXCursor_InitListExpr) {
		lo_init(l, c, dst, clang_getCursorType(c));
		return;
	}
	v = guarded(l, c, stores(l, lo_ctype(l, c), want) ? dst : IR_NONE, true);
	if (v.o.kind == IR_O_INT)
		v = lo_convert_const(l, v, want);
	if (v.o.kind != IR_O_NONE)
		lo_assign(l, c, dst, v.o);
}
