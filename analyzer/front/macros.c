/* Macros of headers that nobody has: exports, annotations, calling conventions, whatever no declaration can stand in for. */
#include "front/synth.h"

#include <ctype.h>

/* `NAME;` or `NAME(...)` where a declaration has to stand: a macro. */
bool synth_lone_macro(struct parsed *p, const struct diag *d)
{
	struct diag t = synth_at_place(p, d);
	struct str word;
	char c = synth_after(p, d, t.name.n, &word);
	if (!synth_upper_only((struct str){ t.name.s, t.name.n > 4 ? 4 : t.name.n }) || (c != ';' && c != '(') ||
	    !synth_add(p, IR_G_FUNCTION, &t, V_MACRO))
		return false;
	p->guess.v[p->guess.n - 1].number = c == ';';
	return true;
}

/* Words that may stand between a type and the name that is declared: what comes before them is a type after all. */
static bool goes_with_type(struct str w)
{
	static const char *const words[] = { "const",	      "CONST",	     "volatile",   "NTAPI",
					     "WINAPI",	      "APIENTRY",    "CALLBACK",   "PASCAL",
					     "FAR",	      "NEAR",	     "UNALIGNED",  "DDKAPI",
					     "FASTCALL",      "OPTIONAL",    "POINTER_64", "RESTRICTED_POINTER",
					     "__cdecl",	      "__stdcall",   "__fastcall", "__restrict",
					     "__inline",      "inline",	     "INLINE",	   "FORCEINLINE",
					     "__forceinline", "__unaligned", NULL };
	for (const char *const *z = words; *z; z++)
		if (str_is(w, *z))
			return true;
	return false;
}

/* `WORD type name` or `WORD type *`: no type stands there, but a macro of a header nobody has (an export, an annotation). */
static bool before_a_type(struct parsed *p, const struct diag *d)
{
	struct str type, name;
	struct diag t = *d;
	size_t n = 0;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	synth_after(p, d, d->name.n, &type);
	if (!s || !synth_upper_only(d->name) || !type.n || goes_with_type(type))
		return false;
	t.offset = (unsigned)(type.s - s);
	return synth_after(p, &t, type.n, &name) == '*' || (name.n && !isdigit((unsigned char)name.s[0]));
}

/* The word that ends before `end` of the text. */
static struct str word_before(const char *s, size_t end)
{
	size_t from = end;
	while (from > 0 && front_ident(s[from - 1]))
		from--;
	return (struct str){ s + from, end - from };
}

/* `type WORD name(`, and the error stands behind the word: a calling convention of a header nobody has. */
static bool before_a_function(struct parsed *p, const struct diag *d, struct diag *word)
{
	struct str name;
	size_t n = 0, at;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	if (!s || d->offset > n)
		return false;
	*word = *d;
	word->name = word_before(s, d->offset);
	at = d->offset - word->name.n;
	while (at > 0 && (isspace((unsigned char)s[at - 1]) || s[at - 1] == '*'))
		at--;
	synth_after(p, d, 0, &name);
	/* What stands before it may be the macro that the type was taken for: then the next parse tells. */
	return word->name.n && synth_upper_only(word->name) && name.n && word_before(s, at).n &&
	       !synth_find_any(p, word_before(s, at)) &&
	       synth_after(p, d, (size_t)(name.s - s) - d->offset + name.n, &name) == '(';
}

static bool empty_macro(struct parsed *p, const struct diag *d)
{
	if (!synth_add(p, IR_G_FUNCTION, d, V_MACRO))
		return false;
	p->guess.v[p->guess.n - 1].number = 1;
	return true;
}

/* The macro's name, where its call `NAME(...)` ends before `end`. */
static struct str macro_before(const char *s, size_t end)
{
	int depth = 0;
	while (end > 0 && isspace((unsigned char)s[end - 1]))
		end--;
	while (end > 0) {
		depth += (s[end - 1] == ')') - (s[end - 1] == '(');
		end--;
		if (depth <= 0)
			break;
	}
	return depth == 0 && s[end] == '(' ? word_before(s, end) : STR("");
}

/*
 * `NAME(VOID) Function(...) {`: what it is given is the type. `NAME(x) VOID Function(...) {`: an annotation. The error
 * stands behind the call.
 */
static bool heads_function(struct parsed *p, const struct diag *d)
{
	struct diag macro = *d, t = *d;
	struct str word, next;
	size_t n = 0;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	char c;
	if (!s || d->offset >= n || !(macro.name = macro_before(s, d->offset)).n || synth_find_any(p, macro.name))
		return false;
	synth_after(p, d, 0, &word);
	if (!word.n)
		return false;
	t.offset = (unsigned)(word.s - s);
	c = synth_after(p, &t, word.n, &next);
	if ((c != '(' && c != '*' && !next.n) || !synth_add(p, IR_G_FUNCTION, &macro, c == '(' ? V_SAME : V_MACRO))
		return false;
	return true;
}

/* The word before the parenthesis that `off` stands in or at; `off` may be that word. */
static struct str opened_by(const char *s, size_t n, size_t off)
{
	int depth = 0;
	size_t end = off;
	while (end < n && front_ident(s[end]))
		end++;
	if (end < n && s[end] == '(')
		return word_before(s, end);
	while (off > 0 && s[off - 1] != ';' && s[off - 1] != '}') {
		depth += (s[off - 1] == ')') - (s[off - 1] == '(');
		off--;
		if (depth < 0)
			return word_before(s, off);
	}
	return STR("");
}

/* `NAME(x, 32) member;` or `NAME(x) member[2];` */
static bool is_member_type(const char *s, size_t n, size_t at)
{
	int depth = 0;
	do {
		depth += (s[at] == '(') - (s[at] == ')');
		at++;
	} while (at < n && depth > 0);
	while (at < n && isspace((unsigned char)s[at]))
		at++;
	if (at >= n || !front_ident(s[at]))
		return false;
	while (at < n && front_ident(s[at]))
		at++;
	return at < n && (s[at] == ';' || s[at] == '[');
}

/* `NAME("text", 2)` where declarations stand, `struct NAME(16) _X {`: its arguments are no parameters. */
static bool macro_with_arguments(struct parsed *p, const struct diag *d)
{
	struct diag t = *d;
	size_t n = 0, at;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	struct str before;
	if (!s || d->offset >= n || !(t.name = opened_by(s, n, d->offset)).n || !synth_upper_only(t.name) ||
	    synth_find_any(p, t.name))
		return false;
	at = (size_t)(t.name.s - s);
	while (at > 0 && isspace((unsigned char)s[at - 1]))
		at--;
	before = word_before(s, at);
	if (synth_has(d, "identifier") && !str_is(before, "struct") && !str_is(before, "union") &&
	    !str_is(before, "class"))
		return false;
	if (!synth_add(p, IR_G_FUNCTION, &t, V_MACRO))
		return false;
	p->guess.v[p->guess.n - 1].type = STR("");
	if (is_member_type(s, n, (size_t)(t.name.s - s) + t.name.n))
		p->guess.v[p->guess.n - 1].type = STR("struct { long long __rc_opaque[8]; }");
	return true;
}

/* `type WORD *name;` in a structure: a qualifier. */
static bool qualifies_member(struct parsed *p, const struct diag *d)
{
	struct diag t = *d;
	struct str next;
	size_t n = 0, at;
	const char *s = clang_getFileContents(p->tu, d->cx, &n);
	char c = synth_after(p, d, 0, &next);
	if (!s || d->offset > n || (c != '*' && !next.n))
		return false;
	for (at = d->offset; at > 0 && isspace((unsigned char)s[at - 1]);)
		at--;
	t.name = word_before(s, at);
	for (at -= t.name.n; at > 0 && isspace((unsigned char)s[at - 1]);)
		at--;
	next = word_before(s, at);
	/* What stands before it may be the macro: then the next parse tells. */
	return t.name.n && next.n && !synth_find_any(p, next) && !synth_find_any(p, t.name) && empty_macro(p, &t);
}

/* `if NAME(x) {` */
static bool own_parentheses(struct parsed *p, const struct diag *d)
{
	struct diag t = synth_at_place(p, d);
	struct str word;
	struct guess *g = synth_find(p, IR_G_FUNCTION, t.name);
	if (!t.name.n || synth_after(p, d, t.name.n, &word) != '(' || (!g && !synth_add(p, IR_G_FUNCTION, &t, V_PAREN)))
		return false;
	if (g && g->form != V_FUNC)
		return false;
	if (g)
		g->form = V_PAREN;
	return true;
}

/* A line of its own, and no declaration behind it: `VENDOR_BEGIN_DECLS`, then a directive or the end. */
static bool alone(struct parsed *p, const struct diag *d)
{
	struct str word;
	char c = synth_after(p, d, d->name.n, &word);
	return synth_upper_only(d->name) && (c == '#' || c == 0);
}

bool synth_macro_of_declaration(struct parsed *p, const struct diag *d, CXDiagnostic cx)
{
	struct diag word;
	(void)cx;
	if (synth_has(d, "unknown type name") && before_a_type(p, d))
		return empty_macro(p, d);
	if (synth_has(d, "unknown type name") && alone(p, d))
		return empty_macro(p, d);
	if (synth_has(d, "expected parameter declarator") || synth_has(d, "requires a specifier or qualifier") ||
	    synth_has(d, "expected identifier or '('"))
		return macro_with_arguments(p, d);
	if (synth_has(d, "expected ';' at end of declaration list"))
		return qualifies_member(p, d);
	if (synth_has(d, "expected function body after function declarator"))
		return heads_function(p, d);
	if (synth_has(d, "expected '(' after 'if'") || synth_has(d, "expected '(' after 'while'"))
		return own_parentheses(p, d);
	return synth_has(d, "expected ';' after top level declarator") && before_a_function(p, d, &word) &&
	       empty_macro(p, &word);
}
