/* Initialisers, member by member: designators, nesting, left-out braces, what is left out becomes zero. */
#include "front/lower.h"

/* Elements one list may spell out: a font or a firmware image says nothing to a reviewer. */
enum { INIT_MAX = 1024 };

struct init {
	struct lo *l;
	struct kids k;
	uint32_t i; /* next of k */
	uint32_t made;
};

static void list(struct init *in, ir_path dst, CXType t, bool braces);

static bool is_string(struct lo *l, CXCursor c)
{
	return clang_getCursorKind(lo_strip_casts(l, c)) == CXCursor_StringLiteral;
}

static bool designated(CXCursor c)
{
	return clang_getCursorKind(c) == CXCursor_UnexposedExpr && clang_getCursorType(c).kind == CXType_Void;
}

/* One expression into a place of an aggregate type: does it fill it whole, or does its list go on without braces? */
static bool fills(struct lo *l, CXCursor c, CXType t)
{
	CXType et;
	if (clang_getCursorKind(c) == CXCursor_InitListExpr)
		return true;
	if (t.kind == CXType_ConstantArray || t.kind == CXType_IncompleteArray)
		return is_string(l, c);
	et = clang_getCanonicalType(clang_getCursorType(c));
	return t.kind != CXType_Record || et.kind == CXType_Record || l->u->cplusplus;
}

static void put(struct init *in, ir_path dst, CXType t)
{
	struct lo *l = in->l;
	CXCursor c;
	t = clang_getCanonicalType(t);
	if (in->i >= in->k.n)
		return;
	c = in->k.v[in->i];
	if (fills(l, c, t)) {
		in->i++;
		in->made++;
		lo_init(l, c, dst, t);
	} else {
		list(in, dst, t, false);
	}
}

struct fields {
	struct lo *l;
	VEC(CXCursor) v;
};

static enum CXVisitorResult each(CXCursor c, CXClientData data)
{
	struct fields *f = data;
	*VEC_PUSH(f->l->tmp, &f->v) = c;
	return CXVisit_Continue;
}

static ir_path field_path(struct lo *l, ir_path dst, CXType rec, CXCursor field)
{
	ir_type ft;
	ir_str name = lo_field(l, field, rec, &ft);
	return name ? ir_path_field(l->u, lo_cur(l), dst, name, ft) : dst;
}

/* .a.b[2] = x; `next` = the index in the outermost aggregate that follows. */
static void designator(struct init *in, ir_path dst, CXType t, CXCursor c, const struct fields *f, uint64_t *next)
{
	struct lo *l = in->l;
	struct kids k = lo_all_kids(l, c);
	CXType at = clang_getCanonicalType(t);
	bool first = true;
	for (uint32_t i = 0; i + 1 < k.n; i++) {
		CXCursor d = k.v[i];
		if (clang_getCursorKind(d) == CXCursor_MemberRef) {
			CXCursor field = clang_getCursorReferenced(d);
			for (size_t j = 0; first && f && j < f->v.n; j++)
				if (clang_equalCursors(f->v.v[j], field))
					*next = j + 1;
			dst = field_path(l, dst, at, field);
			at = clang_getCanonicalType(clang_getCursorType(field));
		} else if (clang_isExpression(clang_getCursorKind(d)) && at.kind == CXType_ConstantArray) {
			int64_t n = 0;
			CXType el = clang_getArrayElementType(at);
			lo_evaluate(d, &n);
			if (first)
				*next = (uint64_t)n + 1;
			dst = ir_path_index(l->u, lo_cur(l), dst, ir_int(n, 0), lo_type(l, el));
			at = clang_getCanonicalType(el);
		}
		first = false;
	}
	if (k.n)
		lo_init(l, k.v[k.n - 1], dst, at);
	in->made++;
}

static void record(struct init *in, ir_path dst, CXType t, bool braces)
{
	struct lo *l = in->l;
	struct fields f = { .l = l };
	bool is_union = clang_getCursorKind(clang_getTypeDeclaration(t)) == CXCursor_UnionDecl;
	uint64_t next = 0;
	clang_Type_visitFields(t, each, &f);
	while (in->i < in->k.n && in->made < INIT_MAX) {
		CXCursor c = in->k.v[in->i];
		if (designated(c)) {
			if (!braces)
				return;
			in->i++;
			designator(in, dst, t, c, &f, &next);
			continue;
		}
		while (next < f.v.n && clang_Cursor_isBitField(f.v.v[next]) &&
		       clang_getFieldDeclBitWidth(f.v.v[next]) == 0)
			next++;
		if (next >= f.v.n || (is_union && next > 0))
			break;
		put(in, field_path(l, dst, t, f.v.v[next]), clang_getCursorType(f.v.v[next]));
		next++;
	}
}

static void array(struct init *in, ir_path dst, CXType t, bool braces)
{
	struct lo *l = in->l;
	CXType el = clang_getArrayElementType(t);
	ir_type et = lo_type(l, el);
	long long size = clang_getArraySize(t);
	uint64_t next = 0;
	while (in->i < in->k.n && in->made < INIT_MAX) {
		CXCursor c = in->k.v[in->i];
		uint32_t before = in->i;
		if (designated(c)) {
			if (!braces)
				return;
			in->i++;
			designator(in, dst, t, c, NULL, &next);
			continue;
		}
		if (size >= 0 && next >= (uint64_t)size)
			break;
		put(in, ir_path_index(l->u, lo_cur(l), dst, ir_int((int64_t)next, 0), et), el);
		next++;
		if (in->i == before)
			break;
	}
}

static void list(struct init *in, ir_path dst, CXType t, bool braces)
{
	uint32_t before = in->i;
	if (t.kind == CXType_Record)
		record(in, dst, t, braces);
	else if (t.kind == CXType_ConstantArray || t.kind == CXType_IncompleteArray)
		array(in, dst, t, braces);
	if (!braces && in->i == before && in->i < in->k.n) { /* nothing took it: an empty record */
		lo_ev(in->l, in->k.v[in->i]);
		in->i++;
	}
}

static void zero(struct lo *l, CXCursor c, ir_path dst)
{
	struct ir_op op = ir_op_new(IR_ZERO);
	op.dst = dst;
	lo_emit(l, c, op);
}

/* `{0}` and `{}` are one ZERO. */
static bool all_zero(struct lo *l, struct kids k)
{
	int64_t n = 1;
	if (k.n == 0)
		return true;
	if (k.n != 1)
		return false;
	if (clang_getCursorKind(k.v[0]) == CXCursor_InitListExpr)
		return all_zero(l, lo_kids(l, k.v[0]));
	return clang_getCursorKind(lo_strip_casts(l, k.v[0])) == CXCursor_IntegerLiteral &&
	       lo_evaluate(lo_strip_casts(l, k.v[0]), &n) && n == 0;
}

void lo_init(struct lo *l, CXCursor c, ir_path dst, CXType t)
{
	struct init in = { .l = l };
	CXType ct = clang_getCanonicalType(t);
	if (lo_t(l, lo_path_type(l, dst))->kind == IR_T_REF) { /* C++: the reference takes the address */
		ir_path p = lo_lv(l, c);
		if (p != IR_NONE)
			lo_assign(l, c, dst, ir_addr(p));
		return;
	}
	if (clang_getCursorKind(c) == CXCursor_UnexposedExpr && !designated(c)) {
		struct kids k = lo_kids(l, c);
		if (k.n == 1 && clang_getCursorKind(k.v[0]) == CXCursor_InitListExpr)
			c = k.v[0];
	}
	if (clang_getCursorKind(c) != CXCursor_InitListExpr) {
		if (ct.kind == CXType_ConstantArray && is_string(l, c))
			lo_assign(l, c, dst, lo_rv(l, lo_strip_casts(l, c)).o);
		else
			lo_into(l, c, dst);
		return;
	}
	in.k = lo_kids(l, c);
	if (ct.kind != CXType_Record && ct.kind != CXType_ConstantArray && ct.kind != CXType_IncompleteArray) {
		if (in.k.n)
			lo_init(l, in.k.v[0], dst, t); /* int x = { 3 }; */
		else
			zero(l, c, dst);
		return;
	}
	if (in.k.n == 1 && ct.kind == CXType_ConstantArray && is_string(l, in.k.v[0])) {
		lo_init(l, in.k.v[0], dst, t);
		return;
	}
	zero(l, c, dst);
	if (!all_zero(l, in.k))
		list(&in, dst, ct, true);
	if (in.made >= INIT_MAX)
		lo_opaque(l, c, dst, "long initialiser");
}
