/* Conditions, lowered to branches: no boolean is made for && || ! and comparisons. */
#include "front/lower.h"

enum { WORDS_MAX = 100 /* of a condition, in bytes */ };

/* One line of it, and balanced: what a macro makes of it is not always an expression of the author's. */
static size_t words_of(struct str t, char *out)
{
	size_t n = 0;
	int open = 0;
	for (size_t i = 0; i < t.n; i++) {
		bool blank = t.s[i] == ' ' || t.s[i] == '\t' || t.s[i] == '\n' || t.s[i] == '\r';
		if ((unsigned char)t.s[i] < ' ' && !blank)
			return 0;
		if (blank && (!n || out[n - 1] == ' '))
			continue;
		if (n == WORDS_MAX || (t.s[i] == '/' && i + 1 < t.n && (t.s[i + 1] == '*' || t.s[i + 1] == '/')))
			return 0;
		open += (t.s[i] == '(') - (t.s[i] == ')');
		if (open < 0)
			return 0;
		out[n++] = blank ? ' ' : t.s[i];
	}
	return open ? 0 : n;
}

/*
 * A condition or a case as its author wrote it; nothing for one that is long, that a comment stands in, or that a macro made beside
 * other things (a macro that is the whole condition is followed by what follows a condition).
 */
ir_str lo_words(struct lo *l, CXCursor c)
{
	char out[WORDS_MAX];
	struct where w = lo_where(l, c);
	struct str t, file;
	size_t n;
	if (!lo_in_driver(l, c))
		return 0;
	t = lo_text(l, clang_getCursorExtent(c));
	if (!t.n || t.n > 4 * WORDS_MAX)
		return 0;
	n = words_of(t, out);
	if (w.macro) {
		file = lo_contents(l, w.at.file);
		const char *p = t.s + t.n, *end = file.s + file.n;
		while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
			p++;
		if (p == end || !strchr(")&|?:", *p))
			return 0;
	}
	return n ? ir_intern(l->u, (struct str){ out, n }) : 0;
}

static void and_or(struct lo *l, struct kids k, bool is_and, uint32_t yes, uint32_t no)
{
	uint32_t next = lo_block(l);
	if (is_and)
		lo_cond(l, k.v[0], next, no);
	else
		lo_cond(l, k.v[0], yes, next);
	l->fn->bb = next;
	lo_cond(l, k.v[1], yes, no);
}

/* Wrappers that do not change whether a value is zero. */
static bool keeps_truth(struct lo *l, CXCursor c, CXCursor in)
{
	ir_type from = lo_ctype(l, in), to = lo_ctype(l, c);
	if (lo_t(l, to)->kind == IR_T_BOOL)
		return true;
	if (!lo_is_int(l, from) || !lo_is_int(l, to))
		return lo_is_ptr(l, from) && lo_is_ptr(l, to) && lo_t(l, from)->kind != IR_T_ARRAY &&
		       lo_t(l, from)->kind != IR_T_FUNC;
	return lo_t(l, to)->size >= lo_t(l, from)->size;
}

static bool looked_through(struct lo *l, CXCursor c, uint32_t yes, uint32_t no)
{
	struct kids k;
	switch (clang_getCursorKind(c)) {
	case CXCursor_ParenExpr:
	case CXCursor_UnexposedExpr:
	case CXCursor_CStyleCastExpr:
		k = lo_kids(l, c);
		if (k.n != 1 || !clang_isExpression(clang_getCursorKind(k.v[0])))
			return false;
		if (clang_getCursorKind(c) != CXCursor_ParenExpr && !keeps_truth(l, c, k.v[0]))
			return false;
		lo_cond(l, k.v[0], yes, no);
		return true;
	default:
		return false;
	}
}

static bool expect(struct lo *l, CXCursor c, uint32_t yes, uint32_t no)
{
	CXString s = clang_getCursorSpelling(c);
	bool is = strcmp(clang_getCString(s), "__builtin_expect") == 0;
	struct kids k;
	clang_disposeString(s);
	if (!is)
		return false;
	k = lo_kids(l, c);
	if (k.n < 2)
		return false;
	lo_cond(l, k.v[1], yes, no);
	return true;
}

/* `f(x) == 0` is not touched: the comparison is the author's, and rules look for it. */
static bool split(struct lo *l, CXCursor c, uint32_t yes, uint32_t no)
{
	struct kids k;
	if (clang_getCursorKind(c) == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_LNot) {
		k = lo_kids(l, c);
		if (k.n == 1) {
			lo_cond(l, k.v[0], no, yes);
			return true;
		}
	}
	if (clang_getCursorKind(c) == CXCursor_BinaryOperator) {
		enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(c);
		if (op != CXBinaryOperator_LAnd && op != CXBinaryOperator_LOr && op != CXBinaryOperator_Comma)
			return false;
		k = lo_kids(l, c);
		if (k.n != 2)
			return false;
		if (op == CXBinaryOperator_Comma) {
			lo_ev(l, k.v[0]);
			lo_cond(l, k.v[1], yes, no);
		} else {
			and_or(l, k, op == CXBinaryOperator_LAnd, yes, no);
		}
		return true;
	}
	if (clang_getCursorKind(c) == CXCursor_CallExpr)
		return expect(l, c, yes, no);
	return false;
}

void lo_cond(struct lo *l, CXCursor c, uint32_t yes, uint32_t no)
{
	struct val v;
	if (l->depth >= LO_DEPTH) {
		ir_path t = lo_temp_path(l, l->t_int);
		lo_opaque(l, c, t, "nested too deeply");
		lo_branch(l, c, ir_val(t), yes, no);
		return;
	}
	l->depth++;
	if (!looked_through(l, c, yes, no) && !split(l, c, yes, no)) {
		v = lo_rv(l, c);
		lo_branch_text(l, c, v.o, yes, no, lo_words(l, c));
	}
	l->depth--;
}
