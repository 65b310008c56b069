/* Types, interned by clang's own identity of them; records list their members lazily. */
#include "front/lower.h"

#include <stdio.h>

const struct ir_type_rec *lo_t(const struct lo *l, ir_type t)
{
	return &l->u->types.v[t];
}

bool lo_is_ptr(const struct lo *l, ir_type t)
{
	enum ir_type_kind k = lo_t(l, t)->kind;
	return k == IR_T_PTR || k == IR_T_REF || k == IR_T_FUNC || k == IR_T_ARRAY;
}

bool lo_is_int(const struct lo *l, ir_type t)
{
	enum ir_type_kind k = lo_t(l, t)->kind;
	return k == IR_T_INT || k == IR_T_BOOL || k == IR_T_ENUM;
}

/* Values of the two read alike: same kind, size and, for records, the same record. */
bool lo_same(const struct lo *l, ir_type a, ir_type b)
{
	const struct ir_type_rec *x = lo_t(l, a), *y = lo_t(l, b);
	if (a == b)
		return true;
	if (x->kind != y->kind)
		return false;
	if (x->kind == IR_T_RECORD)
		return x->tag == y->tag;
	if (x->size != y->size)
		return false;
	return ((x->flags ^ y->flags) & IR_TF_SIGNED) == 0 && (x->kind != IR_T_ARRAY || lo_same(l, x->elem, y->elem));
}

ir_type lo_ptr_to(struct lo *l, ir_type elem)
{
	uint64_t *slot = map_put(l->types, UINT64_MAX - elem);
	if (*slot == 0) {
		const struct ir_type_rec *e = lo_t(l, elem);
		struct ir_type_rec r = { .kind = IR_T_PTR, .size = 8, .elem = elem };
		r.name = ir_intern(l->u,
				   str_from(arena_printf(l->tmp, "%s *", e->name ? ir_textz(l->u, e->name) : "?")));
		*slot = ir_type_add(l->u, r) + 1u;
	}
	return (ir_type)*slot - 1;
}

static enum ir_type_kind kind_of(CXType c, uint32_t *flags)
{
	switch (c.kind) {
	case CXType_Void:
		return IR_T_VOID;
	case CXType_Bool:
		return IR_T_BOOL;
	case CXType_Char_S:
	case CXType_SChar:
	case CXType_Short:
	case CXType_Int:
	case CXType_Long:
	case CXType_LongLong:
	case CXType_Int128:
		*flags |= IR_TF_SIGNED;
		return IR_T_INT;
	case CXType_Char_U:
	case CXType_UChar:
	case CXType_Char16:
	case CXType_Char32:
	case CXType_WChar:
	case CXType_UShort:
	case CXType_UInt:
	case CXType_ULong:
	case CXType_ULongLong:
	case CXType_UInt128:
		return IR_T_INT;
	case CXType_Float:
	case CXType_Double:
	case CXType_LongDouble:
	case CXType_Half:
	case CXType_Float16:
		return IR_T_FLOAT;
	case CXType_Pointer:
	case CXType_NullPtr:
	case CXType_BlockPointer:
	case CXType_MemberPointer:
		return IR_T_PTR;
	case CXType_LValueReference:
	case CXType_RValueReference:
		return IR_T_REF;
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
	case CXType_DependentSizedArray:
	case CXType_Vector:
	case CXType_ExtVector:
		return IR_T_ARRAY;
	case CXType_Record:
		return IR_T_RECORD;
	case CXType_Enum:
		return IR_T_ENUM;
	case CXType_FunctionNoProto:
	case CXType_FunctionProto:
		return IR_T_FUNC;
	default:
		return IR_T_UNKNOWN;
	}
}

/* "(unnamed struct at /some/where/a.h:3:1)" -> "(unnamed struct at a.h:3:1)": no name depends on the machine. */
struct str lo_without_folder(struct lo *l, struct str z)
{
	const char *at = memmem(z.s, z.n, " at /", 5), *slash, *end;
	if (!at)
		return z;
	slash = at + 4;
	end = memchr(slash, ':', (size_t)(z.s + z.n - slash));
	for (const char *q = slash; end && q < end; q++)
		if (*q == '/')
			slash = q;
	return str_from(arena_printf(l->tmp, "%.*s at " STR_FMT, (int)(at - z.s), z.s,
				     STR_ARG(lo_without_folder(l, (struct str){ slash + 1,
										(size_t)(z.s + z.n - slash) - 1 }))));
}

/* Without a leading const/volatile: those are flags. */
static ir_str spelling(struct lo *l, CXType t)
{
	CXString s = clang_getTypeSpelling(t);
	struct str z = str_from(clang_getCString(s));
	ir_str id;
	for (;;) {
		if (str_starts(z, STR("const ")))
			z.s += 6, z.n -= 6;
		else if (str_starts(z, STR("volatile ")))
			z.s += 9, z.n -= 9;
		else
			break;
	}
	id = ir_intern(l->u, lo_without_folder(l, z));
	clang_disposeString(s);
	return id;
}

static ir_str tag_of(struct lo *l, CXCursor decl, CXType t)
{
	CXString s;
	ir_str id;
	if (clang_Cursor_isAnonymous(decl))
		return spelling(l, t);
	if (l->u->cplusplus)
		return lo_qualified(l, decl);
	s = clang_getCursorSpelling(decl);
	id = ir_intern(l->u, str_from(clang_getCString(s)));
	clang_disposeString(s);
	return id;
}

struct lo_record *lo_record(struct lo *l, CXType canonical)
{
	CXCursor decl = clang_getTypeDeclaration(canonical), def = clang_getCursorDefinition(decl);
	uint64_t *slot;
	struct lo_record *r;
	if (!lo_is_null(def))
		decl = def;
	slot = map_put(l->records, (uint64_t)(uintptr_t)clang_getCanonicalCursor(decl).data[0]);
	if (*slot)
		return (struct lo_record *)(uintptr_t)*slot;
	r = ARENA_NEW(l->tmp, struct lo_record);
	*slot = (uint64_t)(uintptr_t)r;
	r->decl = decl;
	r->type = canonical;
	r->full = !lo_is_null(def) && lo_in_driver(l, decl);
	*VEC_PUSH(l->tmp, &l->recs) = r;
	return r;
}

static void fill_enum(CXCursor decl, struct ir_type_rec *r)
{
	CXType i = clang_getCanonicalType(clang_getEnumDeclIntegerType(decl));
	uint32_t f = 0;
	kind_of(i, &f);
	r->flags |= f & IR_TF_SIGNED;
}

static void fill(struct lo *l, CXType t, CXType c, ir_type id, struct ir_type_rec *r)
{
	/* A record's layout pulls in everything it holds: it is asked for at the end, and only where a value needs it. */
	bool later = r->kind == IR_T_FUNC || r->kind == IR_T_VOID || r->kind == IR_T_RECORD;
	long long size = later ? 0 : r->kind == IR_T_PTR ? 8 : clang_Type_getSizeOf(c);
	CXCursor decl;
	r->size = size > 0 ? (uint64_t)size : 0;
	r->name = spelling(l, t);
	switch (r->kind) {
	case IR_T_PTR: {
		/* Through the typedef's own pointee where there is one, so that names stay as written. */
		CXType p = clang_getPointeeType(t.kind == CXType_Pointer ? t : c);
		r->elem = p.kind ? lo_type(l, p) : 0;
		r->size = r->size ? r->size : 8;
		break;
	}
	case IR_T_REF:
		r->elem = lo_type(l, clang_getPointeeType(c));
		r->size = 8;
		break;
	case IR_T_ARRAY:
		r->elem = lo_type(l, clang_getArrayElementType(t.kind == c.kind ? t : c));
		r->count = clang_getArraySize(c) > 0 ? (uint64_t)clang_getArraySize(c) : 0;
		break;
	case IR_T_FUNC:
		r->elem = lo_type(l, clang_getResultType(c));
		break;
	case IR_T_RECORD:
		decl = clang_getTypeDeclaration(c);
		r->tag = tag_of(l, decl, c);
		r->flags |= clang_getCursorKind(decl) == CXCursor_UnionDecl ? IR_TF_UNION : 0;
		*VEC_PUSH(l->tmp, &lo_record(l, c)->ids) = id;
		break;
	case IR_T_ENUM:
		decl = clang_getTypeDeclaration(c);
		r->tag = tag_of(l, decl, c);
		fill_enum(decl, r);
		break;
	default:
		break;
	}
}

ir_type lo_type(struct lo *l, CXType t)
{
	uint64_t *slot;
	struct ir_type_rec r = { 0 };
	CXType c;
	ir_type id;
	if (t.kind == CXType_Invalid || !t.data[0])
		return 0;
	slot = map_put(l->types, (uint64_t)(uintptr_t)t.data[0]);
	if (*slot)
		return (ir_type)*slot - 1;
	if (t.kind == CXType_Elaborated && !clang_isConstQualifiedType(t) && !clang_isVolatileQualifiedType(t)) {
		id = lo_type(l, clang_Type_getNamedType(t));
		*map_put(l->types, (uint64_t)(uintptr_t)t.data[0]) = id + 1u;
		return id;
	}
	c = clang_getCanonicalType(t);
	r.kind = kind_of(c, &r.flags);
	if (r.kind == IR_T_UNKNOWN) {
		*slot = 1;
		return 0;
	}
	r.flags |= clang_isConstQualifiedType(c) ? IR_TF_CONST : 0;
	r.flags |= clang_isVolatileQualifiedType(c) ? IR_TF_VOLATILE : 0;
	/* Known before its parts are looked at: types contain themselves. */
	id = ir_type_add(l->u, r);
	*slot = id + 1u;
	fill(l, t, c, id, &r);
	l->u->types.v[id] = r;
	return id;
}

ir_type lo_ctype(struct lo *l, CXCursor c)
{
	return lo_type(l, clang_getCursorType(c));
}

/* ---- members ---- */

static bool known_field(const struct lo_record *r, ir_str name)
{
	for (size_t i = 0; i < r->fields.n; i++)
		if (r->fields.v[i].name == name)
			return true;
	return false;
}

static ir_str unnamed(struct lo *l, CXCursor field, struct lo_record *r)
{
	(void)field;
	return ir_intern(l->u, str_from(arena_printf(l->tmp, "__unnamed%zu", r->fields.n)));
}

struct field_walk {
	struct lo *l;
	struct lo_record *r;
	long long base;
};

static enum CXVisitorResult each_field(CXCursor c, CXClientData data)
{
	struct field_walk *w = data;
	struct lo *l = w->l;
	CXType t = clang_getCursorType(c);
	long long off = clang_Cursor_getOffsetOfField(c);
	struct ir_field *f;
	ir_str name = lo_str(l, clang_getCursorSpelling(c));
	off = off < 0 ? 0 : off;
	if (clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(clang_getCanonicalType(t))) &&
	    (!name || strchr(ir_textz(l->u, name), '('))) {
		struct field_walk in = { l, w->r, w->base + off };
		clang_Type_visitFields(clang_getCanonicalType(t), each_field, &in);
		return CXVisit_Continue;
	}
	if (!name)
		name = unnamed(l, c, w->r);
	if (known_field(w->r, name))
		return CXVisit_Continue;
	f = VEC_PUSH(l->a, &w->r->fields);
	*f = (struct ir_field){ .name = name, .offset = (uint32_t)(w->base + off) };
	f->width = clang_Cursor_isBitField(c) ? (uint32_t)clang_getFieldDeclBitWidth(c) : 0;
	f->type = lo_type(l, t); /* interning moves no fields: they are this record's own */
	return CXVisit_Continue;
}

static void add_field(struct lo *l, CXCursor field, CXType record, ir_str name, ir_type type)
{
	CXType c = clang_getCanonicalType(record);
	struct lo_record *r;
	long long off;
	if (c.kind != CXType_Record)
		return;
	r = lo_record(l, c);
	if (r->full || known_field(r, name))
		return;
	off = clang_Type_getOffsetOf(c, ir_textz(l->u, name));
	*VEC_PUSH(l->a, &r->fields) =
		(struct ir_field){ .name = name,
				   .type = type,
				   .offset = off > 0 ? (uint32_t)off : 0,
				   .width = clang_Cursor_isBitField(field) ? (uint32_t)clang_getFieldDeclBitWidth(field)
									   : 0 };
}

struct known {
	ir_str name;
	ir_type type;
};

/* A member's name and type, noted as used. 0 = the unnamed member that holds an anonymous record. */
ir_str lo_field(struct lo *l, CXCursor field, CXType record, ir_type *type)
{
	uint64_t *slot = map_put(l->fields, (uint64_t)(uintptr_t)field.data[0]);
	struct known *k = (struct known *)(uintptr_t)*slot;
	if (!k) {
		CXType t = clang_getCursorType(field);
		k = ARENA_NEW(l->tmp, struct known);
		k->name = lo_str(l, clang_getCursorSpelling(field));
		if (k->name && strchr(ir_textz(l->u, k->name), '('))
			k->name = 0;
		*slot = (uint64_t)(uintptr_t)k;
		k->type = lo_type(l, t);
		if (k->name)
			add_field(l, field, record, k->name, k->type);
	}
	*type = k->type;
	return k->name;
}

static void need(struct lo *l, ir_type t, bool *mark)
{
	while (lo_t(l, t)->kind == IR_T_ARRAY)
		t = lo_t(l, t)->elem;
	mark[t] = true;
}

/* Records that occur by value: variables, globals, members, what pointers in paths lead to. */
static bool *by_value(struct lo *l)
{
	bool *mark = ARENA_ARRAY(l->tmp, bool, l->u->types.n + 1);
	for (size_t i = 0; i < l->u->funcs.n; i++) {
		const struct ir_func *f = &l->u->funcs.v[i];
		for (size_t k = 0; k < f->vars.n; k++)
			need(l, f->vars.v[k].type, mark);
		for (size_t k = 0; k < f->paths.n; k++)
			need(l, f->paths.v[k].type, mark);
	}
	for (size_t i = 0; i < l->u->globals.n; i++)
		need(l, l->u->globals.v[i].type, mark);
	for (size_t i = 0; i < l->recs.n; i++)
		for (size_t k = 0; k < l->recs.v[i]->fields.n; k++)
			need(l, l->recs.v[i]->fields.v[k].type, mark);
	return mark;
}

static void record_size(struct lo *l, struct lo_record *r, const bool *mark)
{
	long long size = 0;
	bool wanted = r->full, complete = !lo_is_null(clang_getCursorDefinition(r->decl));
	for (size_t j = 0; j < r->ids.n && !wanted; j++)
		wanted = mark[r->ids.v[j]];
	if (wanted && complete)
		size = clang_Type_getSizeOf(r->type);
	for (size_t j = 0; j < r->ids.n; j++) {
		l->u->types.v[r->ids.v[j]].size = size > 0 ? (uint64_t)size : 0;
		l->u->types.v[r->ids.v[j]].flags |= complete ? 0 : IR_TF_INCOMPLETE;
	}
}

/* Once the whole unit is lowered: gives every spelling of a record its members. */
void lo_records_finish(struct lo *l)
{
	const bool *mark;
	for (size_t i = 0; i < l->recs.n; i++) { /* grows while it runs */
		struct lo_record *r = l->recs.v[i];
		if (r->full) {
			struct field_walk w = { l, r, 0 };
			clang_Type_visitFields(r->type, each_field, &w);
		}
	}
	mark = by_value(l);
	for (size_t i = 0; i < l->recs.n; i++)
		record_size(l, l->recs.v[i], mark);
	for (size_t i = 0; i < l->recs.n; i++)
		for (size_t j = 0; j < l->recs.v[i]->ids.n; j++) {
			struct ir_type_rec *t = &l->u->types.v[l->recs.v[i]->ids.v[j]];
			t->fields = l->recs.v[i]->fields.v;
			t->n_fields = (uint32_t)l->recs.v[i]->fields.n;
		}
}
