/*
 * C++: objects are constructed and destroyed by calls, methods take `this` first, lambdas are functions of their own.
 * Exceptions do not exist in kernel drivers: a try block's handlers are reachable from its start.
 */
#include "front/lower.h"

bool lo_cxx_is_construct(CXCursor c)
{
	return clang_getCursorKind(c) == CXCursor_CallExpr &&
	       clang_getCursorKind(clang_getCursorReferenced(c)) == CXCursor_Constructor;
}

static struct ir_opd cxx_argument(struct lo *l, CXCursor c, CXType param)
{
	CXType p = clang_getCanonicalType(param);
	struct val v;
	if (p.kind == CXType_LValueReference || p.kind == CXType_RValueReference) {
		ir_path at = lo_lv(l, c);
		return at == IR_NONE ? ir_int(0, 0) : ir_addr(at);
	}
	v = lo_rv(l, c);
	return v.o.kind == IR_O_NONE ? ir_int(0, 0) : v.o;
}

/* ---- members with a value of their own ---- */

struct members {
	struct lo *l;
	VEC(CXCursor) v;
};

static enum CXVisitorResult each(CXCursor c, CXClientData data)
{
	struct members *m = data;
	*VEC_PUSH(m->l->tmp, &m->v) = c;
	return CXVisit_Continue;
}

/* `int Tries = 1;`, `KIRQL Level{ 2 };` in a class: the value; an array's size and a bit-field's width are none. */
static bool default_of(struct lo *l, CXCursor field, CXCursor *value)
{
	struct kids k = lo_all_kids(l, field);
	struct ir_loc at = lo_loc(l, clang_getCursorLocation(field)), from;
	unsigned name, begin;
	struct str text;
	if (!k.n || !clang_isExpression(clang_getCursorKind(k.v[k.n - 1])))
		return false;
	*value = k.v[k.n - 1];
	if (clang_getCursorKind(*value) == CXCursor_InitListExpr)
		return true;
	from = lo_loc(l, clang_getRangeStart(clang_getCursorExtent(*value)));
	clang_getSpellingLocation(clang_getCursorLocation(field), NULL, NULL, NULL, &name);
	clang_getExpansionLocation(clang_getRangeStart(clang_getCursorExtent(*value)), NULL, NULL, NULL, &begin);
	text = lo_contents(l, at.file);
	return from.file == at.file && name < begin && begin <= text.n && memchr(text.s + name, '=', begin - name);
}

/* The members that a class gives a value where it declares them, but for those in `given`. */
static void defaults(struct lo *l, CXType cls, ir_path obj, const CXCursor *given, size_t n)
{
	struct members m = { .l = l };
	clang_Type_visitFields(cls, each, &m);
	for (size_t i = 0; i < m.v.n; i++) {
		CXCursor value;
		ir_type ft;
		ir_str name;
		bool other = false;
		for (size_t k = 0; k < n; k++)
			other |= clang_equalCursors(given[k], m.v.v[i]);
		if (other || !default_of(l, m.v.v[i], &value))
			continue;
		name = lo_field(l, m.v.v[i], cls, &ft);
		if (name)
			lo_init(l, value, ir_path_field(l->u, lo_cur(l), obj, name, ft), clang_getCursorType(m.v.v[i]));
	}
}

/* ---- construction ---- */

/* A constructor that does nothing but copy or zero is no call. */
static bool trivial(struct lo *l, CXCursor ctor, int n, CXCursor c, ir_path obj)
{
	if (lo_is_null(clang_getCursorDefinition(ctor)) || clang_CXXConstructor_isCopyConstructor(ctor) ||
	    clang_CXXConstructor_isMoveConstructor(ctor) || clang_CXXConstructor_isDefaultConstructor(ctor)) {
		CXSourceRange r = clang_getCursorExtent(ctor);
		CXCursor cls = clang_getCursorSemanticParent(ctor);
		/* implicit ones stand where their class stands */
		if (!clang_equalLocations(clang_getRangeStart(r), clang_getCursorLocation(cls)))
			return false;
		if (n == 1) {
			ir_path from = lo_lv(l, clang_Cursor_getArgument(c, 0));
			if (from != IR_NONE)
				lo_assign(l, c, obj, ir_val(from));
		} else {
			defaults(l, clang_getCursorType(cls), obj, NULL, 0);
		}
		return true;
	}
	return false;
}

struct val lo_cxx_construct(struct lo *l, CXCursor c, ir_path obj)
{
	CXCursor ctor = clang_getCursorReferenced(c);
	CXType ft = clang_getCanonicalType(clang_getCursorType(ctor));
	struct ir_op op = ir_op_new(IR_CALL);
	int n = clang_Cursor_getNumArguments(c);
	uint32_t fi;
	n = n < 0 ? 0 : n;
	if (lo_guessed(l, ctor))
		return lo_guessed_construct(l, c, obj);
	if (trivial(l, ctor, n, c, obj))
		return lo_of_path(l, obj);
	fi = lo_func(l, ctor);
	op.a = ir_func_opd(l->u->funcs.v[fi].name);
	op.type = l->t_void;
	op.args = ARENA_ARRAY(l->a, struct ir_opd, (size_t)n + 1);
	op.args[op.n_args++] = lo_addr_of(l, obj, l->t_voidp).o;
	for (int i = 0; i < n; i++)
		op.args[op.n_args++] =
			cxx_argument(l, clang_Cursor_getArgument(c, (unsigned)i), clang_getArgType(ft, (unsigned)i));
	lo_emit(l, c, op);
	return lo_of_path(l, obj);
}

static enum CXChildVisitResult find_dtor(CXCursor c, CXCursor parent, CXClientData data)
{
	(void)parent;
	if (clang_getCursorKind(c) != CXCursor_Destructor)
		return CXChildVisit_Continue;
	*(CXCursor *)data = c;
	return CXChildVisit_Break;
}

/* The destructor somebody wrote for the class; those of its members run from there. Null = nothing to run. */
CXCursor lo_cxx_dtor(struct lo *l, CXType t)
{
	CXCursor found = clang_getNullCursor(), decl;
	const uint64_t *slot;
	t = clang_getCanonicalType(t);
	if (t.kind != CXType_Record)
		return found;
	decl = clang_getTypeDeclaration(t);
	slot = map_get(l->dtors, (uint64_t)(uintptr_t)clang_getCanonicalCursor(decl).data[0]);
	if (slot)
		return l->dtor.v[*slot - 1];
	clang_visitChildren(clang_isInvalid(clang_getCursorKind(clang_getCursorDefinition(decl)))
				    ? decl
				    : clang_getCursorDefinition(decl),
			    find_dtor, &found);
	if (lo_is_null(found)) { /* of an instance that nothing destroys where libclang sees it */
		CXCursor tmpl = clang_getSpecializedCursorTemplate(decl);
		if (!lo_is_null(tmpl))
			clang_visitChildren(tmpl, find_dtor, &found);
	}
	return found;
}

/* ---- members by way of `this` ---- */

ir_path lo_this_member(struct lo *l, CXCursor c)
{
	CXCursor field = clang_getCursorReferenced(c), cls = clang_getCursorSemanticParent(field);
	ir_type type;
	ir_str name = lo_field(l, field, clang_getCursorType(cls), &type);
	ir_path obj;
	if (l->fn->this_path == IR_NONE)
		return IR_NONE;
	obj = ir_path_deref(l->u, lo_cur(l), l->fn->this_path, lo_t(l, lo_path_type(l, l->fn->this_path))->elem);
	return name ? lo_referred(l, ir_path_field(l->u, lo_cur(l), obj, name, type)) : obj;
}

/* What the constructor's list leaves to the class. One that hands on to another constructor leaves it to that one. */
static void unmentioned(struct lo *l, CXCursor def, struct kids k)
{
	CXCursor *given = ARENA_ARRAY(l->tmp, CXCursor, k.n + 1), cls = clang_getCursorSemanticParent(def);
	size_t n = 0;
	for (uint32_t i = 0; i < k.n; i++) {
		if (clang_getCursorKind(k.v[i]) == CXCursor_MemberRef)
			given[n++] = clang_getCursorReferenced(k.v[i]);
		else if (lo_cxx_is_construct(k.v[i]) && n == 0 &&
			 clang_equalCursors(clang_getCursorSemanticParent(clang_getCursorReferenced(k.v[i])), cls))
			return;
	}
	defaults(l, clang_getCursorType(cls),
		 ir_path_deref(l->u, lo_cur(l), l->fn->this_path, lo_t(l, lo_path_type(l, l->fn->this_path))->elem),
		 given, n);
}

/* Children of a constructor: parameters, then MemberRef or TypeRef of what is initialised, each followed by its value, then the body. */
void lo_cxx_ctor_inits(struct lo *l, CXCursor def)
{
	struct kids k = lo_all_kids(l, def);
	CXCursor target = clang_getNullCursor();
	if (l->fn->this_path != IR_NONE)
		unmentioned(l, def, k);
	for (uint32_t i = 0; i < k.n; i++) {
		enum CXCursorKind kind = clang_getCursorKind(k.v[i]);
		if (kind == CXCursor_MemberRef) {
			target = clang_getCursorReferenced(k.v[i]);
		} else if (clang_isExpression(kind) && l->fn->this_path != IR_NONE) {
			ir_path obj = ir_path_deref(l->u, lo_cur(l), l->fn->this_path,
						    lo_t(l, lo_path_type(l, l->fn->this_path))->elem);
			if (!lo_is_null(target) && clang_getCursorKind(target) == CXCursor_FieldDecl) {
				ir_type ft;
				ir_str name = lo_field(l, target,
						       clang_getCursorType(clang_getCursorSemanticParent(target)), &ft);
				if (name)
					lo_init(l, k.v[i], ir_path_field(l->u, lo_cur(l), obj, name, ft),
						clang_getCursorType(target));
			} else if (lo_cxx_is_construct(k.v[i])) {
				lo_cxx_construct(l, k.v[i], obj); /* a base, or the class itself by delegation */
			} else {
				lo_ev(l, k.v[i]);
			}
			target = clang_getNullCursor();
		}
	}
}

void lo_cxx_dtor_members(struct lo *l, CXCursor def)
{
	struct members m = { .l = l };
	CXCursor cls = clang_getCursorSemanticParent(def);
	ir_path obj;
	if (l->fn->this_path == IR_NONE)
		return;
	clang_Type_visitFields(clang_getCursorType(cls), each, &m);
	obj = ir_path_deref(l->u, lo_cur(l), l->fn->this_path, lo_t(l, lo_path_type(l, l->fn->this_path))->elem);
	for (size_t i = m.v.n; i-- > 0;) {
		CXType t = clang_getCursorType(m.v.v[i]);
		struct scope *outer = l->fn->scope;
		ir_type ft;
		ir_str name;
		if (clang_getCanonicalType(t).kind != CXType_Record)
			continue;
		name = lo_field(l, m.v.v[i], clang_getCursorType(cls), &ft);
		if (!name)
			continue;
		lo_dtor_push(l, def, ir_path_field(l->u, lo_cur(l), obj, name, ft), t);
		lo_scope_end(l, def, outer);
	}
}

/* ---- statements ---- */

/* for (decl : range): the element is an unknown one of the range each time round. */
static void range_for(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	uint32_t head = lo_block(l), body = lo_block(l), end = lo_block(l), var;
	struct target t = { .up = l->fn->target, .brk = end, .cont = head, .leave = IR_NONE };
	struct scope *outer = l->fn->scope;
	CXCursor decl = k.n ? k.v[0] : c;
	struct ir_op unknown = ir_op_new(IR_DECL);
	ir_path range, dst, more;
	ir_type vt;
	if (k.n < 3 || clang_getCursorKind(decl) != CXCursor_VarDecl) {
		lo_opaque(l, c, IR_NONE, "range-for");
		return;
	}
	range = lo_lv(l, k.v[k.n - 2]);
	lo_start(l, head);
	more = lo_temp_path(l, l->t_int);
	unknown.dst = more; /* whether there is another one */
	lo_emit(l, c, unknown);
	lo_branch(l, c, ir_val(more), body, end);
	lo_start(l, body);
	vt = lo_ctype(l, decl);
	var = lo_add_var(l, decl, IR_V_LOCAL, lo_str(l, clang_getCursorSpelling(decl)), vt);
	*map_put(l->fn->vars, (uint64_t)(uintptr_t)decl.data[0]) = var + 1u;
	dst = lo_local(l, var);
	if (range != IR_NONE && lo_t(l, lo_path_type(l, range))->kind == IR_T_ARRAY) {
		ir_path el = ir_path_index(l->u, lo_cur(l), range, ir_none(), lo_t(l, lo_path_type(l, range))->elem);
		lo_assign(l, decl, dst, lo_t(l, vt)->kind == IR_T_REF ? ir_addr(el) : ir_val(el));
	} else {
		struct ir_op d = ir_op_new(IR_DECL);
		d.dst = dst;
		lo_emit(l, decl, d);
	}
	t.scope = l->fn->scope;
	l->fn->target = &t;
	lo_stmt(l, k.v[k.n - 1]);
	l->fn->target = t.up;
	lo_jump(l, c, head);
	lo_start(l, end);
	lo_scope_end(l, c, outer);
}

static void try_stmt(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	uint32_t end = lo_block(l);
	if (!k.n)
		return;
	for (uint32_t i = 1; i < k.n; i++) { /* any handler may run instead */
		uint32_t go = lo_block(l), next = lo_block(l);
		struct kids h = lo_kids(l, k.v[i]);
		ir_path which = lo_temp_path(l, l->t_int);
		struct ir_op d = ir_op_new(IR_DECL);
		d.dst = which;
		lo_emit(l, c, d);
		lo_branch(l, c, ir_val(which), go, next);
		lo_start(l, go);
		for (uint32_t j = 0; j < h.n; j++)
			if (clang_isStatement(clang_getCursorKind(h.v[j])))
				lo_stmt(l, h.v[j]);
		lo_jump(l, c, end);
		lo_start(l, next);
	}
	lo_stmt(l, k.v[0]);
	lo_start(l, end);
}

bool lo_cxx_stmt(struct lo *l, CXCursor c)
{
	switch (clang_getCursorKind(c)) {
	case CXCursor_CXXForRangeStmt:
		range_for(l, c);
		return true;
	case CXCursor_CXXTryStmt:
		try_stmt(l, c);
		return true;
	default:
		return false;
	}
}

/* ---- expressions ---- */

static struct val new_expr(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	ir_type pt = lo_ctype(l, c), elem = lo_t(l, pt)->elem;
	struct ir_opd size = ir_int(0, 0), o;
	CXType et = clang_getPointeeType(clang_getCanonicalType(clang_getCursorType(c)));
	long long n = clang_Type_getSizeOf(et);
	struct ir_opd args[8];
	uint32_t n_args = 0;
	uint32_t init =
		k.n && (lo_cxx_is_construct(k.v[k.n - 1]) || clang_getCursorKind(k.v[k.n - 1]) == CXCursor_InitListExpr)
			? k.n - 1
			: k.n;
	size.num = n > 0 ? n : 0;
	args[n_args++] = size;
	for (uint32_t i = 0; i < init && n_args < 8; i++) { /* new (PoolNx, tag) T: placement arguments */
		struct val v =
			clang_isExpression(clang_getCursorKind(k.v[i])) ? lo_rv(l, k.v[i]) : lo_val(ir_none(), 0);
		if (v.o.kind != IR_O_NONE)
			args[n_args++] = v.o;
	}
	o = lo_call(l, c, "operator new", args, n_args, pt);
	if (init < k.n) { /* a failed allocation constructs nothing */
		uint32_t make = lo_block(l), end = lo_block(l);
		lo_branch(l, c, o, make, end);
		lo_start(l, make);
		lo_init(l, k.v[init], lo_deref(l, c, lo_val(o, pt), elem), et);
		lo_start(l, end);
	}
	return lo_val(o, pt);
}

static struct val delete_expr(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct val v = k.n ? lo_rv(l, k.v[0]) : lo_val(ir_int(0, 0), l->t_voidp);
	CXType pt = k.n ? clang_getPointeeType(clang_getCanonicalType(clang_getCursorType(k.v[0])))
			: clang_getCursorType(c);
	CXCursor d = lo_cxx_dtor(l, pt);
	if (!lo_is_null(d)) {
		uint32_t fi = lo_func(l, d), run = lo_block(l), end = lo_block(l);
		ir_str name = l->u->funcs.v[fi].name;
		lo_branch(l, c, v.o, run, end);
		lo_start(l, run);
		lo_call(l, c, ir_textz(l->u, name), &v.o, 1, l->t_void);
		lo_start(l, end);
	}
	lo_call(l, c, "operator delete", &v.o, 1, l->t_void);
	return lo_val(ir_none(), l->t_void);
}

bool lo_cxx_is_dynamic(CXCursor call, CXCursor method)
{
	return clang_getCursorKind(method) == CXCursor_CXXMethod && clang_CXXMethod_isVirtual(method) &&
	       clang_Cursor_isDynamicCall(call);
}

void lo_cxx_overrides(struct lo *l, uint32_t fi, CXCursor method)
{
	CXCursor *up = NULL;
	unsigned n = 0;
	if (!(l->u->funcs.v[fi].flags & IR_FF_VIRTUAL))
		return;
	clang_getOverriddenCursors(method, &up, &n);
	for (unsigned i = 0; i < n; i++) {
		const char *base = ir_textz(l->u, lo_func_name(l, up[i]));
		ir_str text = ir_intern(l->u, str_from(arena_printf(l->tmp, "rc:overrides:%s", base)));
		*VEC_PUSH(l->a, &l->u->funcs.v[fi].notes) = (struct ir_note){ text, -1 };
	}
	clang_disposeOverriddenCursors(up);
}

/* What a lambda uses of the function around it may be used whenever the lambda is called. */
static enum CXChildVisitResult find_captures(CXCursor c, CXCursor parent, CXClientData data)
{
	struct lo *l = data;
	(void)parent;
	if (clang_getCursorKind(c) == CXCursor_DeclRefExpr) {
		CXCursor d = clang_getCursorReferenced(c);
		const uint64_t *slot = map_get(l->fn->vars, (uint64_t)(uintptr_t)d.data[0]);
		if (slot) {
			struct ir_opd o = ir_addr(lo_local(l, (uint32_t)*slot - 1));
			lo_call(l, c, "__rc_captured", &o, 1, l->t_void);
		}
	}
	return CXChildVisit_Recurse;
}

/* A parameter of type `auto` or of one of a template: each call goes to an instance, which is a function of its own. */
static bool generic(CXCursor param)
{
	CXString s = clang_getTypeSpelling(clang_getCanonicalType(clang_getCursorType(param)));
	bool is = strstr(clang_getCString(s), "type-parameter-") || strstr(clang_getCString(s), "auto");
	clang_disposeString(s);
	return is;
}

static struct val lambda(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	struct ir_loc at = lo_loc(l, clang_getCursorLocation(c));
	const char *outer = l->fn == l->init ? "" : ir_textz(l->u, lo_cur(l)->name);
	ir_str name = ir_intern(l->u, str_from(arena_printf(l->tmp, "%s::lambda@%u:%u", outer, at.line, at.col)));
	uint32_t fi = ir_func_add(l->u, name);
	struct ir_func *f = &l->u->funcs.v[fi];
	CXCursor body = clang_getNullCursor();
	bool instances = false;
	f->display = name;
	f->flags |= IR_FF_LAMBDA;
	f->at = at;
	for (uint32_t i = 0; i < k.n; i++) {
		if (clang_getCursorKind(k.v[i]) == CXCursor_ParmDecl) {
			struct ir_var v = { .kind = IR_V_PARAM, .name = lo_str(l, clang_getCursorSpelling(k.v[i])) };
			v.type = lo_ctype(l, k.v[i]);
			instances |= generic(k.v[i]);
			ir_var_add(l->u, &l->u->funcs.v[fi], v);
			l->u->funcs.v[fi].n_params++;
		} else if (clang_getCursorKind(k.v[i]) == CXCursor_CompoundStmt) {
			body = k.v[i];
		}
	}
	if (!lo_is_null(body)) {
		if (!instances)
			*VEC_PUSH(l->tmp, &l->work) = (struct work){ c, fi, l->fn->model };
		if (l->fn != l->init && l->fn->bb != IR_NONE)
			clang_visitChildren(body, find_captures, l);
	}
	return lo_val(ir_func_opd(name), lo_ctype(l, c));
}

/* A lambda's own methods, but for the instances of a generic one: its conversion to a function pointer is the function; calling it calls that. */
bool lo_cxx_lambda_method(struct lo *l, CXCursor method, CXCursor object, struct val *out)
{
	CXString s = clang_getCursorSpelling(clang_getCursorSemanticParent(method));
	bool is = strncmp(clang_getCString(s), "(lambda", 7) == 0;
	CXCursor in;
	clang_disposeString(s);
	if (!is || !lo_is_null(clang_getSpecializedCursorTemplate(method)))
		return false;
	in = lo_strip_casts(l, object);
	if (clang_getCursorKind(in) == CXCursor_MemberRefExpr) {
		struct kids k = lo_kids(l, in);
		if (!k.n)
			return false;
		in = lo_strip_casts(l, k.v[0]);
	}
	*out = lo_rv(l, in);
	return true;
}

bool lo_cxx_expr(struct lo *l, CXCursor c, ir_path dst, bool used, struct val *out)
{
	(void)dst;
	(void)used;
	switch (clang_getCursorKind(c)) {
	case CXCursor_CXXThisExpr:
		*out = l->fn->this_path == IR_NONE ? lo_val(ir_int(0, 0), lo_ctype(l, c))
						   : lo_of_path(l, l->fn->this_path);
		return true;
	case CXCursor_CXXNewExpr:
		*out = new_expr(l, c);
		return true;
	case CXCursor_CXXDeleteExpr:
		*out = delete_expr(l, c);
		return true;
	case CXCursor_LambdaExpr:
		*out = lambda(l, c);
		return true;
	case CXCursor_CXXThrowExpr:
		*out = lo_val(ir_none(), l->t_void);
		lo_emit(l, c, ir_op_new(IR_UNREACHABLE));
		l->fn->bb = IR_NONE;
		return true;
	default:
		return false;
	}
}
