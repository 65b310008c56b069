/*
 * What is told of errors: of each statement of the driver at most one; of a header that is not the driver's only that
 * it has some, as a guess, since no statement is missing because of it.
 */
#include "front/lower.h"

#include <ctype.h>

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
		if (!g->made || g->known)
			continue; /* taken back, or no guess */
		if (!g->asserted)
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
					     "must specify the same code segment",
					     "expected ';' after",
					     "with <angled> include",
					     "cannot combine with previous",
					     "only virtual member functions can be marked",
					     "does not override any member",
					     "out-of-line definition of",
					     NULL };
	for (size_t i = 0; parts[i]; i++)
		if (memmem(text.s, text.n, parts[i], strlen(parts[i])))
			return true;
	return false;
}

/* Members kept as paths of unknown type are guesses already, and nothing is missing. */
static bool kept_member(struct lo *l, struct str text)
{
	const char *q = memmem(text.s, text.n, "no member named '", 17), *end;
	if (!q)
		return false;
	q += 17;
	end = memchr(q, '\'', (size_t)(text.s + text.n - q));
	for (size_t i = 0; end && i < l->u->guesses.n; i++) {
		struct str name = ir_text(l->u, l->u->guesses.v[i].name), word = { q, (size_t)(end - q) };
		if (l->u->guesses.v[i].kind == IR_G_MEMBER && str_ends(name, word))
			return true;
	}
	return false;
}

static void header_error(struct lo *l, uint32_t file, struct str text)
{
	struct ir_guess g = { .kind = IR_G_HEADER, .name = l->u->files.v[file].path };
	for (size_t i = 0; i < l->u->guesses.n; i++)
		if (l->u->guesses.v[i].kind == IR_G_HEADER && l->u->guesses.v[i].name == g.name)
			return;
	g.why = ir_intern(l->u, str_from(arena_printf(l->tmp, "not all of it could be read: " STR_FMT, STR_ARG(text))));
	*VEC_PUSH(l->a, &l->u->guesses) = g;
}

/*
 * "'WdfX' is unavailable: needs KMDF 1.11": a function that the project's version of the framework does not have. Its
 * declaration is known and the call complete; that it may be called here is what is guessed.
 */
static bool newer_function(struct lo *l, struct ir_loc at, struct str text)
{
	static const char told[] = "' is unavailable: needs ";
	const char *q = memmem(text.s, text.n, told, sizeof told - 1), *why;
	struct ir_guess g = { .kind = IR_G_FUNCTION, .at = at };
	if (!q || text.s[0] != '\'')
		return false;
	g.name = ir_intern(l->u, (struct str){ text.s + 1, (size_t)(q - text.s - 1) });
	for (size_t i = 0; i < l->u->guesses.n; i++)
		if (l->u->guesses.v[i].kind == g.kind && l->u->guesses.v[i].name == g.name)
			return true;
	why = q + strlen("' is unavailable: ");
	g.why = ir_intern(l->u, (struct str){ why, (size_t)(text.s + text.n - why) });
	*VEC_PUSH(l->a, &l->u->guesses) = g;
	return true;
}

/*
 * "conflicting types for 'F'": the usual compiler only warns where a definition's parameters are not its declaration's.
 * The body is in the tree, and what both say of the function (its role, annotations) is joined by its name.
 */
static bool defined_otherwise(struct lo *l, struct str text)
{
	static const char told[] = "conflicting types for '";
	uint32_t fn;
	if (l->u->cplusplus || !str_starts(text, str_from(told)) || text.n < sizeof told)
		return false;
	text = (struct str){ text.s + sizeof told - 1, text.n - sizeof told };
	fn = ir_func_find(l->u, ir_intern(l->u, text));
	return fn != IR_NONE && (l->u->funcs.v[fn].flags & IR_FF_DEFINED);
}

struct told {
	uint32_t file;
	unsigned off;
};

/* Is there no end of a statement between the two places? Then they are about the same one. */
static bool same_statement(struct str text, unsigned a, unsigned b)
{
	if (a > b) {
		unsigned t = a;
		a = b;
		b = t;
	}
	if (b > text.n || b - a > 4000)
		return false;
	for (unsigned i = a; i < b; i++)
		if (text.s[i] == ';' || text.s[i] == '{' || text.s[i] == '}')
			return false;
	return true;
}

static void driver_error(struct lo *l, struct told *last, CXDiagnostic d, struct ir_loc at, struct str text)
{
	unsigned off = 0;
	clang_getExpansionLocation(clang_getDiagnosticLocation(d), NULL, NULL, NULL, &off);
	if (at.line && lo_is_kept(l, at.file, off))
		return;
	if (at.line && last->file == at.file && same_statement(lo_contents(l, at.file), last->off, off)) {
		last->off = off;
		return;
	}
	*last = (struct told){ at.line ? at.file : IR_NONE, off };
	*VEC_PUSH(l->a, &l->u->diags) = (struct ir_diag){ .text = ir_intern(l->u, text), .at = at };
	l->f->stats.errors++;
}

void lo_guesses(struct lo *l, const struct parsed *p)
{
	guesses(l, p);
	headers(l, p);
}

void lo_diags(struct lo *l)
{
	unsigned n = clang_getNumDiagnostics(l->tu);
	struct told last = { IR_NONE, 0 };
	for (unsigned i = 0; i < n; i++) {
		CXDiagnostic d = clang_getDiagnostic(l->tu, i);
		CXString s = clang_getDiagnosticSpelling(d);
		struct str text = str_from(clang_getCString(s));
		if (clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error && !harmless(text)) {
			struct ir_loc at = lo_loc(l, clang_getDiagnosticLocation(d));
			if (at.line && !l->file.v[at.file].driver)
				header_error(l, at.file, text);
			else if (!kept_member(l, text) && !newer_function(l, at, text) && !defined_otherwise(l, text))
				driver_error(l, &last, d, at, text);
		}
		clang_disposeString(s);
		clang_disposeDiagnostic(d);
	}
}
