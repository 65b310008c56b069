/* A parsed unit to IR: declarations, then bodies until nothing new is called, then what stands beside code. */
#include "front/lower.h"

static ir_type basic(struct lo *l, enum ir_type_kind kind, uint64_t size, uint32_t flags, const char *name)
{
	return ir_type_add(l->u, (struct ir_type_rec){ .kind = kind,
						       .size = size,
						       .flags = flags,
						       .name = ir_intern(l->u, str_from(name)) });
}

static void basics(struct lo *l)
{
	l->t_void = basic(l, IR_T_VOID, 0, 0, "void");
	l->t_int = basic(l, IR_T_INT, 4, IR_TF_SIGNED, "int");
	l->t_u32 = basic(l, IR_T_INT, 4, 0, "unsigned int");
	l->t_bool = basic(l, IR_T_BOOL, 1, 0, "bool");
	l->t_size = basic(l, IR_T_INT, 8, 0, "unsigned long long");
	l->t_i64 = basic(l, IR_T_INT, 8, IR_TF_SIGNED, "long long");
	l->t_char = basic(l, IR_T_INT, 1, IR_TF_SIGNED, "char");
	l->t_voidp = lo_ptr_to(l, l->t_void);
}

static uint32_t file_named(struct lo *l, struct str path)
{
	CXFile f = clang_getFile(l->tu, arena_printf(l->tmp, STR_FMT, STR_ARG(path)));
	return f ? lo_file(l, f) : IR_NONE;
}

static void guesses(struct lo *l, const struct parsed *p)
{
	for (size_t i = 0; i < p->guess.n; i++) {
		const struct guess *g = &p->guess.v[i];
		struct ir_guess out = { .kind = g->kind,
					.name = ir_intern(l->u, g->name),
					.why = ir_intern(l->u, g->why) };
		uint32_t fi = g->file.n ? file_named(l, g->file) : IR_NONE, fn;
		if (fi != IR_NONE)
			out.at = (struct ir_loc){ fi, g->line, g->col };
		if (!g->made)
			continue; /* taken back */
		*VEC_PUSH(l->a, &l->u->guesses) = out;
		fn = ir_func_find(l->u, out.name);
		if (fn != IR_NONE && g->kind == IR_G_FUNCTION)
			l->u->funcs.v[fn].flags |= IR_FF_GUESSED;
	}
}

struct entered {
	struct lo *l;
	struct strtab *names;
};

static void note_entered(CXFile file, CXSourceLocation *stack, unsigned n, CXClientData data)
{
	struct entered *e = data;
	CXString s = clang_getFileName(file);
	(void)stack;
	(void)n;
	strtab_add(e->names, str_from(clang_getCString(s)));
	clang_disposeString(s);
}

/* Stand-ins that were really entered: absent headers, and what lies outside of the tree. */
static void headers(struct lo *l, const struct parsed *p)
{
	struct entered e = { l, strtab_new(l->tmp) };
	clang_getInclusions(l->tu, note_entered, &e);
	for (size_t i = 0; i < p->vf.n; i++) {
		const struct vfile *v = &p->vf.v[i];
		struct ir_guess g = { .kind = IR_G_HEADER, .name = ir_intern(l->u, v->name) };
		uint32_t fi;
		if ((v->kind != VF_EMPTY && v->kind != VF_BLOCKED) || !strtab_find(e.names, v->path))
			continue;
		g.why = ir_intern(l->u, v->kind == VF_EMPTY ? STR("header not found")
							    : STR("header outside of the reviewed tree: not read"));
		fi = file_named(l, v->from);
		if (fi != IR_NONE)
			g.at = (struct ir_loc){ fi, v->at.line, 1 };
		*VEC_PUSH(l->a, &l->u->guesses) = g;
	}
}

/* "declared type" errors whose statement libclang keeps: nothing is missing because of them. */
static bool harmless(struct str text)
{
	static const char *const parts[] = { "static assertion failed",
					     "static_assert failed",
					     "does not allow ISO",
					     "exceeds maximum",
					     "call to undeclared function",
					     "'#pragma ",
					     NULL };
	for (size_t i = 0; parts[i]; i++)
		if (memmem(text.s, text.n, parts[i], strlen(parts[i])))
			return true;
	return false;
}

/* The driver's own; of another header only the first: it tells that the model is short of something. */
static bool told(struct lo *l, const struct ir_loc *at)
{
	if (at->line == 0 || l->file.v[at->file].driver)
		return false;
	for (size_t i = 0; i < l->u->diags.n; i++)
		if (l->u->diags.v[i].at.file == at->file)
			return true;
	return false;
}

static void diags(struct lo *l)
{
	unsigned n = clang_getNumDiagnostics(l->tu);
	for (unsigned i = 0; i < n; i++) {
		CXDiagnostic d = clang_getDiagnostic(l->tu, i);
		struct ir_diag out = { 0 };
		CXString s = clang_getDiagnosticSpelling(d);
		struct str text = str_from(clang_getCString(s));
		if (clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error && !harmless(text)) {
			out.text = ir_intern(l->u, text);
			out.at = lo_loc(l, clang_getDiagnosticLocation(d));
			if (!told(l, &out.at)) {
				*VEC_PUSH(l->a, &l->u->diags) = out;
				l->f->stats.errors++;
			}
		}
		clang_disposeString(s);
		clang_disposeDiagnostic(d);
	}
}

void front_to_ir(struct parsed *p, struct ir_unit *u)
{
	struct lo *l = ARENA_NEW(p->a, struct lo);
	l->f = p->f;
	l->a = u->a;
	l->tmp = p->a;
	l->u = u;
	l->tu = p->tu;
	l->p = p;
	l->files = map_new(l->tmp);
	l->types = map_new(l->tmp);
	l->records = map_new(l->tmp);
	l->fields = map_new(l->tmp);
	l->funcs = map_new(l->tmp);
	l->globals = map_new(l->tmp);
	l->macros = map_new(l->tmp);
	l->enums = map_new(l->tmp);
	l->seg_macros = map_new(l->tmp);
	basics(l);
	lo_file(l, clang_getFile(l->tu, p->main.s));
	lo_pragmas_read(l);
	lo_globals_begin(l);
	lo_top(l);
	for (size_t i = 0; i < l->work.n; i++) /* grows while it runs */
		lo_body(l, l->work.v[i]);
	lo_globals_end(l);
	lo_records_finish(l);
	lo_pragmas_apply(l);
	guesses(l, p);
	headers(l, p);
	diags(l);
}
