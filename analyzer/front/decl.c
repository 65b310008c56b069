/* Declarations: functions with their flags, roles and notes; globals; the walk over a unit's top level. */
#include "front/lower.h"

#include <ctype.h>

/* Of a class that is an instance of a template, with its arguments: other instances have other members. */
static ir_str part(struct lo *l, CXCursor c, bool instances)
{
	enum CXCursorKind k = clang_getCursorKind(c);
	bool class = k == CXCursor_ClassDecl || k == CXCursor_StructDecl || k == CXCursor_UnionDecl;
	if (instances && class && !lo_is_null(clang_getSpecializedCursorTemplate(c)))
		return lo_str(l, clang_getCursorDisplayName(c));
	return lo_str(l, clang_getCursorSpelling(c));
}

static ir_str qualified(struct lo *l, CXCursor decl, bool instances)
{
	struct buf b;
	ir_str parts[16], out;
	int n = 0;
	CXCursor c = decl;
	while (n < 16 && !lo_is_null(c)) {
		enum CXCursorKind k = clang_getCursorKind(c);
		if (k == CXCursor_TranslationUnit || k == CXCursor_LinkageSpec || k == CXCursor_FunctionDecl ||
		    k == CXCursor_CXXMethod) {
			if (n && k != CXCursor_CXXMethod && k != CXCursor_FunctionDecl)
				break;
			if (n)
				break;
		}
		parts[n] = part(l, c, instances);
		if (parts[n])
			n++;
		c = clang_getCursorSemanticParent(c);
	}
	buf_init(&b, 4096);
	while (n-- > 0) {
		buf_str(&b, ir_text(l->u, parts[n]));
		if (n)
			buf_puts(&b, "::");
	}
	out = ir_intern(l->u, lo_without_folder(l, buf_view(&b)));
	buf_free(&b);
	return out;
}

/* "ns::Class<int>::Method"; C: the name. */
ir_str lo_qualified(struct lo *l, CXCursor decl)
{
	return qualified(l, decl, true);
}

struct overloads {
	CXString name;
	int n;
};

static enum CXChildVisitResult count_same(CXCursor c, CXCursor parent, CXClientData data)
{
	struct overloads *o = data;
	CXString s = clang_getCursorSpelling(c);
	(void)parent;
	if (strcmp(clang_getCString(s), clang_getCString(o->name)) == 0)
		o->n++;
	clang_disposeString(s);
	return CXChildVisit_Continue;
}

/* Overloaded methods carry their parameter types: the class lists them all, so every unit names them alike. */
static bool overloaded(struct lo *l, CXCursor decl)
{
	CXCursor parent = clang_getCursorSemanticParent(decl);
	enum CXCursorKind k = clang_getCursorKind(parent);
	struct overloads o;
	if (lo_guessed(l, decl))
		return false;
	if (k != CXCursor_ClassDecl && k != CXCursor_StructDecl && k != CXCursor_UnionDecl)
		return clang_Cursor_getNumTemplateArguments(decl) > 0;
	o.name = clang_getCursorSpelling(decl);
	o.n = 0;
	clang_visitChildren(parent, count_same, &o);
	clang_disposeString(o.name);
	return o.n > 1;
}

ir_str lo_func_name(struct lo *l, CXCursor decl)
{
	ir_str q;
	CXString s;
	struct str disp;
	const char *paren;
	if (!l->u->cplusplus)
		return lo_str(l, clang_getCursorSpelling(decl));
	q = lo_qualified(l, decl);
	if (!overloaded(l, decl))
		return q;
	s = clang_getCursorDisplayName(decl);
	disp = str_from(clang_getCString(s));
	paren = memchr(disp.s, '(', disp.n);
	if (paren)
		q = ir_intern(l->u,
			      lo_without_folder(l, str_from(arena_printf(l->tmp, "%s%s", ir_textz(l->u, q), paren))));
	clang_disposeString(s);
	return q;
}

/* ---- notes and flags ---- */

static void note(struct lo *l, uint32_t fi, int32_t on, CXCursor attr, bool role)
{
	struct ir_func *f = &l->u->funcs.v[fi];
	ir_str text = lo_str(l, clang_getCursorSpelling(attr));
	if (role)
		text = ir_intern(l->u, str_from(arena_printf(l->tmp, "role:%s", ir_textz(l->u, text))));
	if (on >= 0 && (uint32_t)on >= f->n_params) /* of a declaration at odds with the definition */
		return;
	for (size_t i = 0; i < f->notes.n; i++)
		if (f->notes.v[i].text == text && f->notes.v[i].on == on)
			return;
	*VEC_PUSH(l->a, &f->notes) = (struct ir_note){ text, on };
}

static void add_role(struct lo *l, uint32_t fi, ir_str role)
{
	struct ir_func *f = &l->u->funcs.v[fi];
	for (size_t i = 0; i < f->roles.n; i++)
		if (f->roles.v[i] == role)
			return;
	if (role)
		*VEC_PUSH(l->a, &f->roles) = role;
}

/* sal:_Function_class_(EVT_WDF_TIMER) gives a role too. */
static void role_of_note(struct lo *l, uint32_t fi, CXCursor attr)
{
	CXString s = clang_getCursorSpelling(attr);
	const char *z = clang_getCString(s), *p = strstr(z, "_Function_class_(");
	if (p && strncmp(z, "sal:_Function_class_(", 21) == 0) {
		struct str name = str_from(p + 17);
		name.n = strcspn(name.s, ")");
		add_role(l, fi, ir_intern(l->u, str_trim(name)));
	}
	clang_disposeString(s);
}

static bool says_noreturn(struct lo *l, CXCursor attr)
{
	struct str t = lo_text(l, clang_getCursorExtent(attr));
	for (size_t i = 0; i + 8 <= t.n; i++)
		if (str_eq_nocase((struct str){ t.s + i, 8 }, STR("noreturn")))
			return true;
	return false;
}

static void typedef_notes(struct lo *l, uint32_t fi, CXCursor td)
{
	struct kids k = lo_all_kids(l, td);
	int32_t on = 0;
	for (uint32_t i = 0; i < k.n; i++) {
		enum CXCursorKind kind = clang_getCursorKind(k.v[i]);
		if (kind == CXCursor_AnnotateAttr) {
			note(l, fi, -1, k.v[i], true);
			role_of_note(l, fi, k.v[i]);
		} else if (kind == CXCursor_ParmDecl) {
			struct kids pk = lo_all_kids(l, k.v[i]);
			for (uint32_t j = 0; j < pk.n; j++)
				if (clang_getCursorKind(pk.v[j]) == CXCursor_AnnotateAttr)
					note(l, fi, on, pk.v[j], true);
			on++;
		}
	}
}

static void role_typedef(struct lo *l, uint32_t fi, CXCursor ref)
{
	CXCursor td = clang_getCursorReferenced(ref);
	if (clang_getCursorKind(td) != CXCursor_TypedefDecl && clang_getCursorKind(td) != CXCursor_TypeAliasDecl)
		return;
	if (clang_getCanonicalType(clang_getCursorType(td)).kind != CXType_FunctionProto &&
	    clang_getCanonicalType(clang_getCursorType(td)).kind != CXType_FunctionNoProto)
		return;
	add_role(l, fi, lo_str(l, clang_getCursorSpelling(td)));
	typedef_notes(l, fi, td);
}

static void code_seg_attr(struct lo *l, uint32_t fi, CXCursor attr)
{
	ir_str section = lo_section_in(l, lo_text(l, clang_getCursorExtent(attr)));
	if (section) {
		l->u->funcs.v[fi].section = section;
		l->u->funcs.v[fi].section_at = lo_loc(l, clang_getCursorLocation(attr));
	}
}

static void param_notes(struct lo *l, uint32_t fi, CXCursor parm, int32_t on)
{
	struct kids k = lo_all_kids(l, parm);
	for (uint32_t j = 0; j < k.n; j++)
		if (clang_getCursorKind(k.v[j]) == CXCursor_AnnotateAttr)
			note(l, fi, on, k.v[j], false);
}

/* One declaration's annotations, roles and attributes. Later declarations inherit earlier ones' attributes. */
void lo_decl_notes(struct lo *l, uint32_t fi, CXCursor decl)
{
	struct kids k = lo_all_kids(l, decl);
	int32_t on = l->u->funcs.v[fi].flags & IR_FF_METHOD ? 1 : 0;
	for (uint32_t i = 0; i < k.n; i++) {
		enum CXCursorKind kind = clang_getCursorKind(k.v[i]);
		if (kind == CXCursor_AnnotateAttr) {
			note(l, fi, -1, k.v[i], false);
			role_of_note(l, fi, k.v[i]);
		} else if (kind == CXCursor_ParmDecl) {
			param_notes(l, fi, k.v[i], on++);
		} else if (kind == CXCursor_TypeRef) {
			role_typedef(l, fi, k.v[i]);
		} else if (clang_isAttribute(kind)) {
			/* a header's text would be read from disk for it, which takes longer than all the rest */
			if (!lo_in_driver(l, k.v[i]))
				continue;
			if (says_noreturn(l, k.v[i]))
				l->u->funcs.v[fi].flags |= IR_FF_NORETURN;
			code_seg_attr(l, fi, k.v[i]);
		}
	}
}

static bool known_noreturn(struct str n)
{
	static const char *const names[] = { "KeBugCheck",
					     "KeBugCheckEx",
					     "ExRaiseStatus",
					     "ExRaiseAccessViolation",
					     "ExRaiseDatatypeMisalignment",
					     "RtlRaiseStatus",
					     "__fastfail",
					     "abort",
					     "RtlFailFast",
					     "WdfVerifierKeBugCheck",
					     "ExitProcess",
					     "ExitThread",
					     "FreeLibraryAndExitThread",
					     "exit",
					     "_exit",
					     "terminate",
					     "longjmp",
					     "_CxxThrowException",
					     NULL };
	for (size_t i = 0; names[i]; i++)
		if (str_is(n, names[i]))
			return true;
	return false;
}

static uint32_t func_flags(struct lo *l, CXCursor decl, ir_str name)
{
	uint32_t f = 0;
	enum CXCursorKind k = clang_getCursorKind(decl);
	if (clang_Cursor_getStorageClass(decl) == CX_SC_Static && k == CXCursor_FunctionDecl)
		f |= IR_FF_STATIC;
	if (clang_Cursor_isFunctionInlined(decl))
		f |= IR_FF_INLINE;
	if (clang_Cursor_isVariadic(decl))
		f |= IR_FF_VARIADIC;
	if (known_noreturn(ir_text(l->u, name)))
		f |= IR_FF_NORETURN;
	if (!lo_in_driver(l, decl))
		f |= IR_FF_MODEL;
	if (k == CXCursor_CXXMethod && !clang_CXXMethod_isStatic(decl))
		f |= IR_FF_METHOD;
	if (k == CXCursor_Constructor)
		f |= IR_FF_METHOD | IR_FF_CTOR;
	if (k == CXCursor_Destructor)
		f |= IR_FF_METHOD | IR_FF_DTOR;
	if (k == CXCursor_ConversionFunction)
		f |= IR_FF_METHOD;
	if ((k == CXCursor_CXXMethod || k == CXCursor_Destructor) && clang_CXXMethod_isVirtual(decl))
		f |= IR_FF_VIRTUAL;
	return f;
}

static void add_param(struct lo *l, uint32_t fi, ir_str name, ir_type t, struct ir_loc at)
{
	struct ir_var v = { .kind = IR_V_PARAM, .name = name, .type = t, .at = at };
	ir_var_add(l->u, &l->u->funcs.v[fi], v);
	l->u->funcs.v[fi].n_params++;
}

static void params(struct lo *l, uint32_t fi, CXCursor decl)
{
	CXType t = clang_getCanonicalType(clang_getCursorType(decl));
	int n = clang_Cursor_getNumArguments(decl), nt = clang_getNumArgTypes(t);
	if (l->u->funcs.v[fi].flags & IR_FF_METHOD) {
		CXCursor parent = clang_getCursorSemanticParent(decl);
		add_param(l, fi, ir_intern(l->u, STR("this")), lo_ptr_to(l, lo_type(l, clang_getCursorType(parent))),
			  (struct ir_loc){ 0 });
	}
	for (int i = 0; i < (n > nt ? n : nt); i++) {
		CXCursor p = i < n ? clang_Cursor_getArgument(decl, (unsigned)i) : clang_getNullCursor();
		ir_str name = i < n ? lo_str(l, clang_getCursorSpelling(p)) : 0;
		ir_type pt = i < n ? lo_ctype(l, p) : lo_type(l, clang_getArgType(t, (unsigned)i));
		if (!name)
			name = ir_intern(l->u, str_from(arena_printf(l->tmp, "arg%d", i)));
		add_param(l, fi, name, pt, (struct ir_loc){ 0 });
	}
}

static CXCursor definition_of(CXCursor decl)
{
	CXCursor d = clang_getCursorDefinition(decl);
	return d;
}

/* `EVT_X Foo;` whose EVT_X is a guess says nothing of parameters: a later Foo(...) is the same function, not an overload. */
static bool only_role(const struct ir_func *f)
{
	return f->roles.n && !f->n_params && !(f->flags & IR_FF_DEFINED);
}

/* The unit's function of a declaration, made where it is new; its body is put on the work list. */
uint32_t lo_func(struct lo *l, CXCursor decl)
{
	CXCursor canon = clang_getCanonicalCursor(decl), def;
	uint64_t *slot = map_put(l->funcs, (uint64_t)(uintptr_t)canon.data[0]);
	ir_str name;
	uint32_t fi;
	struct ir_func *f;
	if (*slot)
		return (uint32_t)*slot - 1;
	name = lo_func_name(l, decl);
	fi = ir_func_find(l->u, name);
	if (fi != IR_NONE && lo_guessed(l, decl)) { /* each call is an instance of its own */
		*map_put(l->funcs, (uint64_t)(uintptr_t)canon.data[0]) = fi + 1u;
		return fi;
	}
	if (fi != IR_NONE && l->u->cplusplus && l->u->funcs.v[fi].result && !only_role(&l->u->funcs.v[fi])) {
		/* another overload has the plain name */
		CXString s = clang_getCursorDisplayName(decl);
		const char *paren = strchr(clang_getCString(s), '(');
		name = ir_intern(l->u,
				 str_from(arena_printf(l->tmp, "%s%s", ir_textz(l->u, name), paren ? paren : "")));
		clang_disposeString(s);
	}
	fi = ir_func_add(l->u, name);
	*map_put(l->funcs, (uint64_t)(uintptr_t)canon.data[0]) = fi + 1u;
	f = &l->u->funcs.v[fi];
	f->flags |= func_flags(l, decl, name);
	f->display = l->u->cplusplus ? qualified(l, decl, false) : name; /* as authors write it */
	f->at = lo_loc(l, clang_getCursorLocation(decl));
	{
		ir_type result = lo_type(l, clang_getCursorResultType(decl));
		l->u->funcs.v[fi].result = result;
	}
	def = definition_of(decl);
	if (lo_guessed(l, decl))
		return fi;
	if (!l->u->funcs.v[fi].vars.n) /* a declaration at odds with an earlier one comes here again */
		params(l, fi, lo_is_null(def) ? decl : def);
	lo_decl_notes(l, fi, decl);
	lo_cxx_overrides(l, fi, decl);
	if (!lo_is_null(def)) {
		if (!clang_equalCursors(def, decl))
			lo_decl_notes(l, fi, def);
		*VEC_PUSH(l->tmp, &l->work) =
			(struct work){ def, fi, (l->u->funcs.v[fi].flags & IR_FF_MODEL) && !lo_in_driver(l, def) };
	}
	return fi;
}

/* ---- globals ---- */

/* "Function::name"; the second of that name in a function is "Function::name~2". */
static ir_str static_local_name(struct lo *l, CXCursor decl)
{
	ir_str name = lo_str(l, clang_getCursorSpelling(decl)), whole = name;
	if (l->fn && l->fn != l->init)
		whole = ir_intern(l->u, str_from(arena_printf(l->tmp, "%s::%s", ir_textz(l->u, lo_cur(l)->name),
							      ir_textz(l->u, name))));
	name = whole;
	for (unsigned n = 2; ir_global_find(l->u, name) != IR_NONE; n++)
		name = ir_intern(l->u, str_from(arena_printf(l->tmp, "%s~%u", ir_textz(l->u, whole), n)));
	return name;
}

uint32_t lo_global(struct lo *l, CXCursor decl)
{
	CXCursor canon = clang_getCanonicalCursor(decl);
	uint64_t *slot = map_put(l->globals, (uint64_t)(uintptr_t)canon.data[0]);
	bool local = clang_getCursorLinkage(decl) == CXLinkage_NoLinkage;
	struct ir_global *g;
	ir_type t;
	ir_str name;
	uint32_t gi;
	if (*slot)
		return (uint32_t)*slot - 1;
	name = local		 ? static_local_name(l, decl)
	       : l->u->cplusplus ? lo_qualified(l, decl)
				 : lo_str(l, clang_getCursorSpelling(decl));
	gi = ir_global_add(l->u, name);
	*map_put(l->globals, (uint64_t)(uintptr_t)canon.data[0]) = gi + 1u;
	t = lo_ctype(l, decl);
	g = &l->u->globals.v[gi];
	g->type = t;
	g->at = lo_loc(l, clang_getCursorLocation(decl));
	if (clang_Cursor_getStorageClass(decl) == CX_SC_Static)
		g->flags |= IR_GF_STATIC;
	if (lo_t(l, t)->flags & IR_TF_CONST)
		g->flags |= IR_GF_CONST;
	if (!lo_in_driver(l, decl))
		g->flags |= IR_GF_MODEL;
	return gi;
}

/* A variable at file or namespace level, or a static local: its initialiser goes to "<globals>". */
void lo_var_decl(struct lo *l, CXCursor c)
{
	uint32_t gi = lo_global(l, c);
	CXCursor init = clang_Cursor_getVarDeclInitializer(c);
	struct fn *up = l->fn;
	if (clang_isCursorDefinition(c)) {
		l->u->globals.v[gi].flags |= IR_GF_DEFINED;
		l->u->globals.v[gi].at = lo_loc(l, clang_getCursorLocation(c));
	}
	if (lo_is_null(init))
		return;
	l->fn = l->init;
	lo_init(l, init, ir_path_global(l->u, lo_cur(l), gi), clang_getCursorType(c));
	l->fn = up;
}

/* ---- the top level ---- */

static enum CXChildVisitResult top(CXCursor c, CXCursor parent, CXClientData data)
{
	struct lo *l = data;
	(void)parent;
	switch (clang_getCursorKind(c)) {
	case CXCursor_LinkageSpec:
	case CXCursor_Namespace:
	case CXCursor_UnexposedDecl:
	case CXCursor_ClassDecl:
	case CXCursor_StructDecl:
		if (!l->u->cplusplus || !lo_in_driver(l, c))
			return CXChildVisit_Continue;
		return CXChildVisit_Recurse;
	case CXCursor_FunctionDecl:
	case CXCursor_CXXMethod:
	case CXCursor_Constructor:
	case CXCursor_Destructor:
	case CXCursor_ConversionFunction:
		if (lo_in_driver(l, c)) {
			uint32_t fi = lo_func(l, c);
			lo_decl_notes(l, fi, c); /* every declaration may add a role */
		}
		return CXChildVisit_Continue;
	case CXCursor_VarDecl:
		if (lo_in_driver(l, c))
			lo_var_decl(l, c);
		return CXChildVisit_Continue;
	default:
		return CXChildVisit_Continue;
	}
}

/* libclang shows an instance of a class template without its members, and those that are used at the top level. */
static enum CXChildVisitResult instance(CXCursor c, CXCursor parent, CXClientData data)
{
	struct lo *l = data;
	CXCursor cls;
	(void)parent;
	if (clang_getCursorKind(c) != CXCursor_Destructor)
		return CXChildVisit_Continue;
	cls = clang_getCursorSemanticParent(c);
	if (lo_is_null(clang_getSpecializedCursorTemplate(cls)))
		return CXChildVisit_Continue;
	*VEC_PUSH(l->tmp, &l->dtor) = c;
	*map_put(l->dtors, (uint64_t)(uintptr_t)clang_getCanonicalCursor(cls).data[0]) = l->dtor.n;
	return CXChildVisit_Continue;
}

void lo_top(struct lo *l)
{
	if (l->u->cplusplus)
		clang_visitChildren(clang_getTranslationUnitCursor(l->tu), instance, l);
	clang_visitChildren(clang_getTranslationUnitCursor(l->tu), top, l);
}
