/*
 * What did not compile, kept as far as its parts are known: a member that its record does not have is a path of
 * unknown type, recorded as a guess; its statement stays.
 */
#include "front/lower.h"

#include <ctype.h>

static bool is_id(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The last word of an expression's text, and what stands in front of it: `->` or `.`. */
static struct str member_name(struct lo *l, CXCursor c, bool *arrow)
{
	struct str t = lo_text(l, clang_getCursorExtent(c));
	size_t end = t.n, at;
	for (at = end; at > 0 && is_id(t.s[at - 1]);)
		at--;
	end = at;
	while (end > 0 && isspace((unsigned char)t.s[end - 1]))
		end--;
	*arrow = end > 1 && t.s[end - 1] == '>' && t.s[end - 2] == '-';
	if (at == t.n || end == 0 || isdigit((unsigned char)t.s[at]) || (!*arrow && t.s[end - 1] != '.'))
		return STR("");
	return (struct str){ t.s + at, t.n - at };
}

static struct str record_name(struct lo *l, CXType t)
{
	CXString s;
	struct str out;
	if (t.kind == CXType_Pointer)
		t = clang_getPointeeType(t);
	s = clang_getTypeSpelling(t);
	out = ir_text(l->u, ir_intern(l->u, str_from(clang_getCString(s))));
	clang_disposeString(s);
	if (memchr(out.s, '(', out.n) || str_is(out, "<dependent type>"))
		return STR("");
	return out;
}

static void note_member(struct lo *l, CXCursor c, CXCursor base, struct str name)
{
	struct str rec = record_name(l, clang_getCanonicalType(clang_getCursorType(base)));
	struct ir_guess g = { .kind = IR_G_MEMBER };
	struct where w = lo_where(l, c);
	g.name =
		ir_intern(l->u, rec.n ? str_from(arena_printf(l->tmp, STR_FMT "." STR_FMT, STR_ARG(rec), STR_ARG(name)))
				      : name);
	g.why = ir_intern(l->u, STR("the record has no such member"));
	g.at = w.at;
	for (size_t i = 0; i < l->u->guesses.n; i++)
		if (l->u->guesses.v[i].name == g.name && l->u->guesses.v[i].kind == g.kind)
			return;
	*VEC_PUSH(l->a, &l->u->guesses) = g;
}

/* In a macro there is no text to look at: the error at the same place names the member. */
static struct str told_member(struct lo *l, CXCursor c, CXCursor base, bool *arrow)
{
	CXSourceLocation at = clang_getCursorLocation(c);
	CXFile file = NULL, f2 = NULL;
	unsigned off = 0, o2 = 0;
	struct str out = STR("");
	if (!lo_from_macro(at) && !lo_from_macro(clang_getRangeEnd(clang_getCursorExtent(c))))
		return out;
	*arrow = clang_getCanonicalType(clang_getCursorType(base)).kind == CXType_Pointer;
	clang_getExpansionLocation(at, &file, NULL, NULL, &off);
	for (unsigned i = 0; i < clang_getNumDiagnostics(l->tu) && !out.n; i++) {
		CXDiagnostic d = clang_getDiagnostic(l->tu, i);
		CXString s;
		const char *q;
		clang_getExpansionLocation(clang_getDiagnosticLocation(d), &f2, NULL, NULL, &o2);
		s = clang_getDiagnosticSpelling(d);
		q = strstr(clang_getCString(s), "no member named '");
		if (q && o2 == off && f2 == file)
			out = ir_text(l->u, ir_intern(l->u, (struct str){ q + 17, strcspn(q + 17, "'") }));
		clang_disposeString(s);
		clang_disposeDiagnostic(d);
	}
	return out;
}

static bool plainly_after(struct lo *l, CXCursor c, CXCursor base, struct str name)
{
	struct str whole = lo_text(l, clang_getCursorExtent(c)), in = lo_text(l, clang_getCursorExtent(base));
	if (!in.n || in.s != whole.s || in.n >= whole.n - name.n)
		return false;
	for (const char *q = in.s + in.n; q < name.s; q++) /* nothing but brackets and the arrow in between */
		if (!isspace((unsigned char)*q) && !strchr("->.)", *q))
			return false;
	return true;
}

/* `base->name` or `base.name`, where nobody knows `name`: IR_NONE = that is not what c is. */
ir_path lo_unknown_member(struct lo *l, CXCursor c, CXCursor base)
{
	bool arrow = false;
	struct str name;
	struct val v;
	ir_path p;
	if (!clang_isExpression(clang_getCursorKind(base)))
		return IR_NONE;
	name = told_member(l, c, base, &arrow);
	if (!name.n) {
		name = member_name(l, c, &arrow);
		if (!name.n || !plainly_after(l, c, base, name))
			return IR_NONE;
	}
	if (arrow) {
		v = lo_rv(l, base);
		p = lo_deref(l, base, v, lo_is_ptr(l, v.t) ? lo_t(l, v.t)->elem : 0);
	} else {
		p = lo_lv(l, base);
	}
	if (p == IR_NONE)
		return IR_NONE;
	note_member(l, c, base, name);
	return ir_path_field(l->u, lo_cur(l), p, ir_intern(l->u, name), 0);
}

/* A member expression whose member is not known. */
ir_path lo_lost_member(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	ir_path t = k.n ? lo_unknown_member(l, c, k.v[0]) : IR_NONE;
	if (t != IR_NONE)
		return t;
	t = lo_temp_path(l, lo_ctype(l, c));
	if (k.n)
		lo_ev(l, k.v[0]);
	lo_opaque(l, c, t, "member of an unknown type");
	return t;
}
