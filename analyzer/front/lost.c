/*
 * What did not compile, kept as far as its parts are known: a member that its record does not have is a path of
 * unknown type, recorded as a guess; its statement stays.
 */
#include "front/lower.h"

#include <ctype.h>

/* The last word of an expression's text, and what stands in front of it: `->` or `.`. */
static struct str member_name(struct lo *l, CXCursor c, bool *arrow)
{
	struct str t = lo_text(l, clang_getCursorExtent(c));
	size_t end = t.n, at;
	for (at = end; at > 0 && front_ident(t.s[at - 1]);)
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

/* ---- expressions that do not compile ---- */

/* Its parts are all there: what is said of it is no loss. */
static void keep(struct lo *l, CXCursor c)
{
	CXSourceRange r = clang_getCursorExtent(c);
	CXFile file = NULL;
	struct lo_kept k = { 0 };
	clang_getExpansionLocation(clang_getRangeStart(r), &file, NULL, NULL, &k.from);
	clang_getExpansionLocation(clang_getRangeEnd(r), NULL, NULL, NULL, &k.to);
	if (!file)
		return;
	k.file = lo_file(l, file);
	*VEC_PUSH(l->tmp, &l->kept) = k;
}

bool lo_is_kept(const struct lo *l, uint32_t file, unsigned off)
{
	for (size_t i = 0; i < l->kept.n; i++)
		if (l->kept.v[i].file == file && off >= l->kept.v[i].from && off <= l->kept.v[i].to)
			return true;
	return false;
}

/* The function that a call names: of several, the first that takes as many arguments. */
static CXCursor callee_decl(struct lo *l, CXCursor callee, uint32_t n_args)
{
	CXCursor d = clang_getCursorReferenced(callee), best = clang_getNullCursor();
	(void)l;
	if (clang_getCursorKind(d) == CXCursor_FunctionDecl || clang_getCursorKind(d) == CXCursor_CXXMethod)
		return d;
	if (clang_getCursorKind(d) != CXCursor_OverloadedDeclRef)
		return best;
	for (unsigned i = 0; i < clang_getNumOverloadedDecls(d); i++) {
		CXCursor f = clang_getOverloadedDecl(d, i);
		if (clang_getCursorKind(f) != CXCursor_FunctionDecl)
			continue;
		if (lo_is_null(best) || clang_Cursor_getNumArguments(f) == (int)n_args)
			best = f;
	}
	return best;
}

/* What stands between two parts of an expression, without blanks: the operator. */
static struct str sign_between(struct lo *l, CXCursor a, CXCursor b)
{
	struct str x = lo_text(l, clang_getCursorExtent(a)), y = lo_text(l, clang_getCursorExtent(b));
	if (!x.n || !y.n || y.s < x.s + x.n || y.s - x.s > 4000)
		return STR("");
	return str_trim((struct str){ x.s + x.n, (size_t)(y.s - x.s) - x.n });
}

static bool binary_lost(struct lo *l, CXCursor c, struct kids k, struct val *out)
{
	static const struct {
		const char *sign;
		enum ir_bin k;
	} table[] = { { "==", IR_EQ }, { "!=", IR_NE }, { "<", IR_LT },	 { "<=", IR_LE },
		      { ">", IR_GT },  { ">=", IR_GE }, { "&", IR_AND }, { "|", IR_OR },
		      { "+", IR_ADD }, { "-", IR_SUB }, { "*", IR_MUL } };
	struct str sign;
	if (k.n != 2 || !clang_isExpression(clang_getCursorKind(k.v[0])) ||
	    !clang_isExpression(clang_getCursorKind(k.v[1])))
		return false;
	sign = sign_between(l, k.v[0], k.v[1]);
	if (str_is(sign, "=")) {
		ir_path p = lo_lv(l, k.v[0]);
		struct val v = lo_rv(l, k.v[1]);
		if (p == IR_NONE)
			return false;
		lo_assign(l, c, p, v.o);
		*out = lo_of_path(l, p);
		return true;
	}
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_is(sign, table[i].sign)) {
			struct val x = lo_rv(l, k.v[0]), y = lo_rv(l, k.v[1]);
			ir_type t = lo_is_int(l, x.t) ? x.t : lo_is_int(l, y.t) ? y.t : l->t_i64;
			ir_path dst = lo_temp_path(l, table[i].k >= IR_EQ ? l->t_int : t);
			lo_bin(l, c, dst, table[i].k, t, x.o, y.o);
			*out = lo_of_path(l, dst);
			return true;
		}
	return false;
}

static void arguments(struct lo *l, struct ir_op *op, struct kids k, uint32_t first)
{
	op->args = ARENA_ARRAY(l->a, struct ir_opd, k.n + 1);
	for (uint32_t i = first; i < k.n; i++)
		if (clang_isExpression(clang_getCursorKind(k.v[i]))) {
			struct val v = lo_rv(l, k.v[i]);
			op->args[op->n_args++] = v.o.kind == IR_O_NONE ? ir_int(0, 0) : v.o;
		}
}

/* An expression that did not compile: what was parsed of it is still there. A call stays a call, an operator itself. */
void lo_recovered(struct lo *l, CXCursor c, struct kids k, struct val *out)
{
	CXCursor callee = k.n ? lo_strip_casts(l, k.v[0]) : clang_getNullCursor();
	CXCursor d = lo_is_null(callee) ? callee : callee_decl(l, callee, k.n - 1);
	ir_type t = lo_ctype(l, c);
	bool is_call = !lo_is_null(d);
	struct ir_op op = ir_op_new(is_call ? IR_CALL : IR_OPAQUE);
	ir_path member = k.n == 1 && !is_call ? lo_unknown_member(l, c, k.v[0]) : IR_NONE;
	if (member != IR_NONE) {
		*out = lo_of_path(l, member);
		return;
	}
	if (!is_call && k.n == 1 && clang_equalRanges(clang_getCursorExtent(c), clang_getCursorExtent(k.v[0])) &&
	    clang_isExpression(clang_getCursorKind(k.v[0]))) { /* a wrapper around one that is lost itself */
		*out = lo_rv(l, k.v[0]);
		return;
	}
	if (!is_call && binary_lost(l, c, k, out)) {
		keep(l, c);
		return;
	}
	arguments(l, &op, k, is_call ? 1 : 0);
	if (is_call) {
		uint32_t fi = lo_func(l, d);
		op.a = ir_func_opd(l->u->funcs.v[fi].name);
		t = l->u->funcs.v[fi].result;
		op.type = t;
		keep(l, c);
	} else {
		op.text = ir_intern(l->u, STR("expression with an error"));
	}
	if (lo_t(l, t)->kind != IR_T_VOID)
		op.dst = lo_temp_path(l, t);
	lo_emit(l, is_call ? callee : c, op);
	*out = op.dst == IR_NONE ? lo_val(ir_none(), t) : lo_of_path(l, op.dst);
}
