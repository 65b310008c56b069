/*
 * Declarations made up for names nobody declares. libclang drops the whole statement around such a name, so each
 * round reads the errors, declares what they name in a prefix file, and the unit is parsed again. A guess that
 * causes an error itself takes its next form.
 */
#include "front/synth.h"

#include <ctype.h>
#include <stdio.h>

bool synth_upper_only(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (islower((unsigned char)s.s[i]))
			return false;
	return true;
}

static uint32_t type_form(const struct parsed *p, struct str n)
{
	if (str_starts(n, STR("EVT_")) || str_starts(n, STR("FN_")))
		return T_FUNCTION;
	if (p->pu->cplusplus) /* an object that converts to what is asked of it */
		return T_STRUCT;
	if (str_starts(n, STR("PFN")) || str_starts(n, STR("PEVT_")) || str_starts(n, STR("PFN_")))
		return T_CALLBACK;
	if ((n.s[0] == 'P' && n.n > 2 && isupper((unsigned char)n.s[1])) || str_starts(n, STR("LP")) ||
	    str_starts(n, STR("WDF")) || str_starts(n, STR("NET")) || str_starts(n, STR("ACX")) ||
	    str_starts(n, STR("UFX")) || str_starts(n, STR("HANDLE")) || str_ends(n, STR("HANDLE")))
		return T_POINTER;
	return T_STRUCT;
}

struct guess *synth_find(struct parsed *p, enum ir_guess_kind kind, struct str name)
{
	uint32_t id = strtab_find(p->guess_names, name);
	uint64_t *slot = id ? map_get(p->guess_ids, (uint64_t)kind << 32 | id) : NULL;
	return slot ? &p->guess.v[*slot - 1] : NULL;
}

struct guess *synth_find_any(struct parsed *p, struct str name)
{
	for (enum ir_guess_kind k = IR_G_TYPE; k < IR_G_KINDS; k++) {
		struct guess *g = synth_find(p, k, name);
		if (g)
			return g;
	}
	return NULL;
}

bool synth_add(struct parsed *p, enum ir_guess_kind kind, const struct diag *d, uint32_t form)
{
	struct guess *g = synth_find_any(p, d->name);
	if (!d->name.n || p->guess.n >= FRONT_GUESSES)
		return false;
	if (g)
		g->asserted &= d->asserted;
	if (g && (kind != IR_G_TYPE || g->kind == IR_G_TYPE))
		return false;
	if (g) /* it looked like a value at first */
		g->made = false;
	g = VEC_PUSH(p->a, &p->guess);
	*g = (struct guess){ .kind = kind,
			     .name = arena_str(p->a, d->name),
			     .why = arena_str(p->a, d->text),
			     .form = form,
			     .file = arena_str(p->a, d->file),
			     .line = d->line,
			     .col = d->col,
			     .made = true,
			     .asserted = d->asserted };
	*map_put(p->guess_ids, (uint64_t)kind << 32 | strtab_add(p->guess_names, g->name)) = p->guess.n;
	return true;
}

bool synth_has(const struct diag *d, const char *z)
{
	return memmem(d->text.s, d->text.n, z, strlen(z)) != NULL;
}

/* ---- what stands around the name in the source ---- */

char synth_after(struct parsed *p, const struct diag *d, size_t skip, struct str *word)
{
	size_t n = 0, i;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	i = d->offset + skip;
	while (s && i < n && isspace((unsigned char)s[i]))
		i++;
	*word = STR("");
	if (!s || i >= n)
		return 0;
	for (size_t j = i; j < n && (isalnum((unsigned char)s[j]) || s[j] == '_'); j++)
		*word = (struct str){ s + i, j + 1 - i };
	return s[i];
}

/* Is the undeclared word used as a type? `X y`, `X *y =`, `(X)y`, `(X *)`, `sizeof(X)`. */
static bool used_as_type(struct parsed *p, const struct diag *d)
{
	struct str word;
	size_t n = 0, skip = d->name.n;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	char c = synth_after(p, d, skip, &word), before;
	size_t b = d->offset;
	bool star = false;
	if (!s || d->offset >= n)
		return false;
	while (b > 0 && isspace((unsigned char)s[b - 1]))
		b--;
	before = b ? s[b - 1] : 0;
	if (word.n && !isdigit((unsigned char)word.s[0]))
		return true;
	while (c == '*' && d->offset + skip < n) {
		while (d->offset + skip < n && s[d->offset + skip] != '*')
			skip++;
		skip++;
		star = true;
		c = synth_after(p, d, skip, &word);
	}
	if (star && c == ')')
		return true;
	if (star && word.n && (before == ';' || before == '{' || before == '}'))
		return true;
	if (c == ')' && before == '(') {
		struct str next;
		while (d->offset + skip < n && s[d->offset + skip] != ')')
			skip++;
		c = synth_after(p, d, skip + 1, &next);
		return next.n || c == '(' || c == '&' || (b > 7 && memmem(s + b - 8, 7, "sizeof", 6));
	}
	return false;
}

/* Does the name itself stand there? Not where it comes out of a macro's body. */
static bool at_name(struct parsed *p, const struct diag *d)
{
	size_t n = 0;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	return s && d->offset + d->name.n <= n && memcmp(s + d->offset, d->name.s, d->name.n) == 0;
}

static bool after_case(struct parsed *p, const struct diag *d)
{
	size_t n = 0, b = d->offset;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	while (s && b > 0 && (s[b - 1] == ' ' || s[b - 1] == '\t' || s[b - 1] == '('))
		b--;
	return s && b > 4 && memcmp(s + b - 4, "case", 4) == 0;
}

static bool status_code(struct parsed *p, const struct diag *d)
{
	uint32_t value = 0;
	struct guess *g;
	if (!front_status(p, d->name, &value) || !synth_add(p, IR_G_CONSTANT, d, V_STATUS))
		return false;
	g = &p->guess.v[p->guess.n - 1];
	g->known = value != 0;
	g->number = value ? value : 0xe0000000u + (uint32_t)p->guess.n;
	return true;
}

static bool undeclared(struct parsed *p, const struct diag *d)
{
	struct str word;
	char c = synth_after(p, d, d->name.n, &word);
	if (p->pu->cplusplus && c == ':' &&
	    !after_case(p, d)) /* a class or a namespace: what is in it becomes its members */
		return synth_add(p, IR_G_TYPE, d, islower((unsigned char)d->name.s[0]) ? T_NAMESPACE : T_STRUCT);
	if (status_code(p, d))
		return true;
	if (!at_name(p, d))
		return synth_add(p, synth_upper_only(d->name) ? IR_G_CONSTANT : IR_G_VARIABLE, d, V_EXTERN);
	if (after_case(p, d))
		return synth_add(p, IR_G_CONSTANT, d, V_ENUM);
	if (p->pu->cplusplus && synth_upper_only(d->name) && c != '(' && c != '[' && c != '.' && c != '-')
		return synth_add(p, used_as_type(p, d) ? IR_G_TYPE : IR_G_CONSTANT, d,
				 used_as_type(p, d) ? T_STRUCT : V_ENUM);
	if (used_as_type(p, d))
		return synth_add(p, IR_G_TYPE, d, type_form(p, d->name));
	if (c == '(')
		return synth_add(p, IR_G_FUNCTION, d, V_FUNC);
	if (synth_upper_only(d->name))
		return synth_add(p, IR_G_CONSTANT, d, V_EXTERN);
	if (isupper((unsigned char)d->name.s[0]) && (c == ',' || c == ')' || c == ';'))
		return p->pu->cplusplus ? synth_add(p, IR_G_CONSTANT, d, V_ANY)
					: synth_add(p, IR_G_FUNCTION, d, V_FUNC);
	return synth_add(p, IR_G_VARIABLE, d, V_EXTERN);
}

/* ---- diagnostics ---- */

static struct str quoted(struct str s, unsigned which)
{
	for (size_t i = 0; i < s.n; i++) {
		size_t j = i + 1;
		if (s.s[i] != '\'')
			continue;
		while (j < s.n && s.s[j] != '\'')
			j++;
		if (which-- == 0)
			return (struct str){ s.s + i + 1, j - i - 1 };
		i = j;
	}
	return STR("");
}

/* A guess that turned out wrong takes its next form; each only once, so that the rounds end. */
static bool reform(struct parsed *p, struct str type, uint32_t form, struct str member)
{
	static const char *const lead[] = { "struct ", "const ", "volatile ", "__rc_" };
	struct guess *g;
	for (size_t i = 0; i < sizeof lead / sizeof *lead; i++)
		if (str_starts(type, str_from(lead[i])))
			type.s += strlen(lead[i]), type.n -= strlen(lead[i]);
	while (type.n && (type.s[type.n - 1] == '*' || type.s[type.n - 1] == ' '))
		type.n--;
	g = synth_find(p, IR_G_TYPE, type);
	if (!g || g->kind != IR_G_TYPE)
		return false;
	if (member.n) {
		for (size_t i = 0; i < g->members.n; i++)
			if (str_eq(g->members.v[i], member))
				return false;
		*VEC_PUSH(p->a, &g->members) = arena_str(p->a, member);
		return true;
	}
	if (g->flipped || g->form == form || (g->members.n && form > T_POINTER))
		return false;
	g->flipped = g->form > form; /* back once, so that the rounds end */
	g->form = form;
	return true;
}

/* A struct tag that nobody defines: `struct X` by value, or a member of one behind a pointer. */
static bool tag(struct parsed *p, const struct diag *d)
{
	struct diag t = *d;
	struct str word;
	char c;
	bool made;
	if (p->pu->cplusplus) {
		const char *q = memmem(d->text.s, d->text.n, "incomplete type '", 17);
		if (!q)
			return false;
		t.name = (struct str){ q + 17, strcspn(q + 17, "'") };
		if (!t.name.n || str_is(t.name, "void") ||
		    strpbrk(arena_printf(p->a, STR_FMT, STR_ARG(t.name)), " [<:*&"))
			return false;
		return synth_add(p, IR_G_TYPE, &t, T_TAG);
	}
	t.name = str_starts(d->name, STR("struct ")) || str_starts(d->name, STR("union ")) ? d->name : d->second;
	if (!str_cut(t.name, ' ', &word, &t.name))
		return false;
	if (str_starts(t.name, STR("__rc_")) || memchr(t.name.s, ' ', t.name.n))
		return false;
	made = synth_add(p, IR_G_TYPE, &t, T_TAG);
	c = synth_has(d, "definition") ? synth_after(p, d, 0, &word) : 0;
	if (c == '-' || c == '.') {
		synth_after(p, d, c == '-' ? 2 : 1, &word);
		if (word.n)
			made |= reform(p, t.name, 0, word);
	}
	return made;
}

/* `case CODE(3):` with a function nobody declares, also inside of the driver's own macros: a macro that makes a constant. */
static bool code_needed(struct parsed *p, CXDiagnostic cx)
{
	CXFile file = NULL;
	unsigned off = 0;
	size_t n = 0, end;
	const char *s;
	struct guess *g;
	clang_getSpellingLocation(clang_getDiagnosticLocation(cx), &file, NULL, NULL, &off);
	s = file ? clang_getFileContents(p->tu, file, &n) : NULL;
	for (end = off; s && end < n && front_ident(s[end]);)
		end++;
	if (!s || end <= off || end >= n || s[end] != '(')
		return false;
	g = synth_find(p, IR_G_FUNCTION, (struct str){ s + off, end - off });
	if (!g || g->form != V_FUNC)
		return false;
	g->form = V_CODE;
	return true;
}

static bool constant_needed(struct parsed *p, const struct diag *d)
{
	/* The name stands near; look for guesses of constants on that line. */
	bool any = false;
	size_t n = 0, end = d->offset;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	while (s && end < n && s[end] != '\n')
		end++;
	for (size_t i = 0; s && i < p->guess.n; i++) {
		struct guess *g = &p->guess.v[i];
		if (g->kind != IR_G_TYPE && g->form != V_ENUM && g->form < V_STATUS && d->offset < n &&
		    memmem(s + d->offset, end - d->offset, g->name.s, g->name.n))
			g->form = V_ENUM, any = true;
	}
	return any;
}

/* The guessed type that an earlier declaration, which a note of the diagnostic points to, is made with: `EVT_X Foo;` */
static struct guess *type_before(struct parsed *p, CXDiagnostic cx)
{
	CXDiagnosticSet set = clang_getChildDiagnostics(cx);
	struct guess *g = NULL;
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(set) && !g; i++) {
		CXDiagnostic note = clang_getDiagnosticInSet(set, i);
		CXFile file = NULL;
		unsigned off = 0;
		size_t n = 0;
		struct str word;
		const char *s;
		clang_getFileLocation(clang_getDiagnosticLocation(note), &file, NULL, NULL, &off);
		s = file ? clang_getFileContents(p->tu, file, &n) : NULL;
		while (s && off > 0 && off <= n && isspace((unsigned char)s[off - 1]))
			off--;
		word = (struct str){ s ? s + off : "", 0 };
		while (s && off > 0 && (isalnum((unsigned char)s[off - 1]) || s[off - 1] == '_'))
			off--, word.s--, word.n++;
		g = word.n ? synth_find(p, IR_G_TYPE, word) : NULL;
		clang_disposeDiagnostic(note);
	}
	return g;
}

/* `EVT_X Foo;` with a guessed EVT_X, then `VOID Foo(...)`. */
static bool returns_void(struct parsed *p, CXDiagnostic cx)
{
	struct guess *g = type_before(p, cx);
	if (!g || g->form != T_FUNCTION || p->pu->cplusplus)
		return false;
	g->form = T_FUNCTION_VOID;
	return true;
}

/* `X Foo;` with a guessed X, then a function Foo: X is a function's type. */
static bool names_function(struct parsed *p, CXDiagnostic cx)
{
	struct guess *g = type_before(p, cx);
	if (!g || g->form == T_FUNCTION || g->form == T_FUNCTION_VOID || g->form == T_TAG)
		return false;
	g->form = T_FUNCTION;
	return true;
}

/* Errors that quote no name: it stands where they are. */
struct diag synth_at_place(struct parsed *p, const struct diag *d)
{
	struct diag t = *d;
	synth_after(p, d, 0, &t.name);
	return t;
}

/* A member of a guessed value. */
static bool member_missing(struct parsed *p, const struct diag *d)
{
	if (str_starts(d->second, STR("__rc_guess::")) || synth_has(d, "'any'") ||
	    synth_has(d, "(aka '__rc_guess::any')")) {
		for (size_t i = 0; i < p->any_members.n; i++)
			if (str_eq(p->any_members.v[i], d->name))
				return false;
		if (memchr(d->name.s, '~', d->name.n))
			return false;
		*VEC_PUSH(p->a, &p->any_members) = arena_str(p->a, d->name);
		return true;
	}
	if (synth_has(d, "in the global namespace"))
		return undeclared(p, d);
	return reform(p, d->second, 0, d->name);
}

/* The driver declares a name itself, only later: the guess is taken back. */
static bool declared_later(struct parsed *p, const struct diag *d)
{
	struct guess *g = synth_find_any(p, d->name);
	struct diag t = synth_at_place(p, d);
	if (!g || !g->made)
		g = synth_find_any(p, t.name);
	if (!g || !g->made)
		return false;
	if (g->kind == IR_G_FUNCTION && g->form == V_MACRO) /* no declaration: this clash is of before it was known */
		return false;
	g->made = false;
	return true;
}

/* What was taken for a type is a value: `case X:`. */
static bool type_is_value(struct parsed *p, const struct diag *d)
{
	struct guess *g = synth_find(p, IR_G_TYPE, d->name);
	if (!g || g->kind != IR_G_TYPE || g->members.n)
		return false;
	g->kind = IR_G_CONSTANT;
	g->form = V_ENUM;
	return true;
}

/* `X` was taken for a function because it is handed on; it is a value of the type that is asked for. */
static bool function_is_value(struct parsed *p, const struct diag *d)
{
	size_t n = 0, end = d->offset;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	struct str type = str_starts(d->name, STR("const ")) ? (struct str){ d->name.s + 6, d->name.n - 6 } : d->name;
	while (s && end < n && s[end] != ';')
		end++;
	for (size_t i = 0; s && i < type.n; i++)
		if (!isalnum((unsigned char)type.s[i]) && type.s[i] != '_')
			return false;
	for (size_t i = 0; s && i < p->guess.n; i++) {
		struct guess *g = &p->guess.v[i];
		if (g->kind != IR_G_FUNCTION || g->form != V_FUNC || d->offset >= n ||
		    !memmem(s + d->offset, end - d->offset, g->name.s, g->name.n))
			continue;
		g->kind = IR_G_CONSTANT;
		g->form = p->pch || str_is(type, "int") || str_is(type, "long") ? V_TYPED : V_EXTERN;
		g->type = arena_str(p->a, type);
		return true;
	}
	return false;
}

/* A guessed member stands where a structure has to: it is one. */
static bool number_has_type(struct parsed *p, const struct diag *d)
{
	bool first = str_is(d->name, "long long"), assigned = first && synth_has(d, "assigning to");
	struct str type = first ? d->second : d->name;
	if (!first && !str_is(d->second, "long long"))
		return false;
	if (first && memmem(d->text.s, d->text.n, "(aka '", 6) && str_starts(d->second, STR("long")))
		return false;
	if (str_starts(type, STR("const ")))
		type.s += 6, type.n -= 6;
	return front_retype(p, d->cx, d->offset, assigned, type);
}

static bool clashes(const struct diag *d)
{
	return synth_has(d, "redefinition") || synth_has(d, "conflicting types for") ||
	       synth_has(d, "different kind of symbol") || synth_has(d, "different type") ||
	       synth_has(d, "different linkage");
}

/* `X::Y`, where X is a guess and Y names a type. */
static bool type_member(struct parsed *p, const struct diag *d)
{
	struct str name = str_from(arena_printf(p->a, "#" STR_FMT, STR_ARG(d->name)));
	if (synth_has(d, "in the global namespace"))
		return undeclared(p, d);
	return reform(p, d->second, 0, name);
}

static bool one_cxx(struct parsed *p, const struct diag *d)
{
	struct diag t = *d;
	if (synth_has(d, "a type specifier is required"))
		return synth_lone_macro(p, d);
	if (synth_has(d, "expected class name")) {
		t = synth_at_place(p, d);
		return synth_add(p, IR_G_TYPE, &t, T_STRUCT);
	}
	if (synth_has(d, "no template named"))
		return synth_add(p, IR_G_TYPE, d, T_TEMPLATE);
	if (synth_has(d, "no type named"))
		return type_member(p, d);
	if (synth_has(d, "reinterpret_cast from") || synth_has(d, "statement requires expression of"))
		return reform(p, d->name, T_INT, STR("")) || reform(p, d->second, T_INT, STR(""));
	if (synth_has(d, "is ambiguous"))
		return synth_has(d, "reference to") && declared_later(p, d);
	return false;
}

static bool one(struct parsed *p, const struct diag *d, CXDiagnostic cx)
{
	if (synth_has(d, "conflicting types for") && returns_void(p, cx))
		return true;
	if (synth_has(d, "use of undeclared identifier"))
		return undeclared(p, d);
	if (synth_has(d, "call to undeclared function"))
		return synth_add(p, IR_G_FUNCTION, d, V_FUNC);
	if (synth_has(d, "unknown type name") || synth_has(d, "unknown class name"))
		return synth_add(p, IR_G_TYPE, d, type_form(p, d->name));
	if (synth_has(d, "no member named"))
		return member_missing(p, d);
	if (synth_has(d, "incomplete type 'struct ") || synth_has(d, "incomplete definition of type 'struct ") ||
	    synth_has(d, "incomplete type 'union ") || (p->pu->cplusplus && synth_has(d, "incomplete type '")))
		return tag(p, d);
	if (synth_has(d, "as different kind of symbol") && names_function(p, cx))
		return true;
	if (synth_has(d, "unexpected type name") && type_is_value(p, d))
		return true;
	if (synth_has(d, "'int ()'") && function_is_value(p, d))
		return true;
	if (p->pu->cplusplus && one_cxx(p, d))
		return true;
	if (!p->pu->cplusplus &&
	    (synth_has(d, "subscripted value is not") || synth_has(d, "indirection requires pointer")))
		return front_index(p, d->cx, d->offset, synth_has(d, "indirection"));
	if (!p->pu->cplusplus && synth_has(d, "is not a pointer") && reform(p, d->name, T_POINTER, STR("")))
		return true;
	if (!p->pu->cplusplus && synth_has(d, "is a pointer; did you mean") && reform(p, d->name, T_STRUCT, STR("")))
		return true;
	if (synth_has(d, "is not a structure or union") || synth_has(d, "is not a pointer") ||
	    synth_has(d, "called object type"))
		if (front_deepen(p, d->cx, d->offset, synth_has(d, "called object")))
			return true;
	if (synth_has(d, "constant expression") || synth_has(d, "compile-time constant") ||
	    synth_has(d, "integer constant"))
		return code_needed(p, cx) || constant_needed(p, d);
	if (p->pu->cplusplus)
		return clashes(d) && declared_later(p, d);
	if (synth_has(d, "incompatible type") && number_has_type(p, d))
		return true;
	if (synth_has(d, "invalid operands to binary") || synth_has(d, "used type") ||
	    synth_has(d, "statement requires expression of") || synth_has(d, "assigning to") ||
	    synth_has(d, "initializing")) {
		if (reform(p, d->name, T_INT, STR("")) || reform(p, d->second, T_INT, STR("")))
			return true;
	}
	if ((synth_has(d, "is not a structure or union") || clashes(d)) && declared_later(p, d))
		return true;
	return false;
}

/*
 * ASSERT, NT_ASSERT and what drivers call theirs. The names in one may exist in checked builds only, as its text does.
 * An assertion at compile time is one of every build.
 */
static bool in_assertion(CXTranslationUnit tu, CXSourceLocation at)
{
	CXFile file;
	unsigned off = 0;
	size_t n = 0, end;
	const char *s;
	clang_getExpansionLocation(at, &file, NULL, NULL, &off);
	s = file ? clang_getFileContents(tu, file, &n) : NULL;
	for (end = off; s && end < n && (isalnum((unsigned char)s[end]) || s[end] == '_');)
		end++;
	return s && end > off && memmem(s + off, end - off, "ASSERT", 6) && s[off] != 'C' && s[off] != '_';
}

static bool read_diag(struct parsed *p, CXDiagnostic cx, struct diag *d)
{
	CXString s;
	if (clang_getDiagnosticSeverity(cx) < CXDiagnostic_Error)
		return false;
	s = clang_getDiagnosticSpelling(cx);
	d->text = arena_str(p->a, str_from(clang_getCString(s)));
	clang_disposeString(s);
	clang_getFileLocation(clang_getDiagnosticLocation(cx), &d->cx, &d->line, &d->col, &d->offset);
	d->asserted = in_assertion(p->tu, clang_getDiagnosticLocation(cx));
	d->file = STR("");
	if (d->cx) {
		s = clang_getFileName(d->cx);
		d->file = arena_str(p->a, str_from(clang_getCString(s)));
		clang_disposeString(s);
	}
	d->name = quoted(d->text, 0);
	d->second = quoted(d->text, 1);
	return true;
}

/* `what` says whether it could do something about an error. */
static bool each(struct parsed *p, bool (*what)(struct parsed *, const struct diag *, CXDiagnostic))
{
	bool again = false;
	unsigned n = clang_getNumDiagnostics(p->tu);
	for (unsigned i = 0; i < n; i++) {
		CXDiagnostic cx = clang_getDiagnostic(p->tu, i);
		struct diag d = { 0 };
		/* What is wrong inside the model or system headers is not the driver's: no guess mends it. */
		if (read_diag(p, cx, &d) && front_inside(p->f, front_join(p->a, STR(""), d.file)) && what(p, &d, cx)) {
			/* In C an undeclared function's call is in the tree already: recording it is enough. */
			again |= p->pu->cplusplus || !synth_has(&d, "call to undeclared function");
		}
		clang_disposeDiagnostic(cx);
	}
	return again;
}

/* A macro of a declaration comes first: as long as it is unknown, what it stands before is undeclared, too. */
bool front_synth(struct parsed *p)
{
	return each(p, synth_macro_of_declaration) || each(p, one);
}
