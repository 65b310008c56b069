/* Walking libclang's tree: children as arrays, wrappers looked through. */
#include "front/lower.h"

bool lo_is_null(CXCursor c)
{
	return clang_getCursorKind(c) == CXCursor_InvalidFile || clang_Cursor_isNull(c);
}

static enum CXChildVisitResult push(CXCursor c, CXCursor parent, CXClientData data)
{
	struct lo *l = data;
	(void)parent;
	*VEC_PUSH(l->tmp, &l->kid_stack) = c;
	return CXChildVisit_Continue;
}

static bool is_code(CXCursor c)
{
	enum CXCursorKind k = clang_getCursorKind(c);
	if (clang_isReference(k))
		return k == CXCursor_LabelRef;
	return !clang_isAttribute(k) && !clang_isPreprocessing(k) && k != CXCursor_OverloadedDeclRef;
}

static struct kids collect(struct lo *l, CXCursor c, bool all)
{
	size_t base = l->kid_stack.n, n = 0;
	struct kids k = { 0 };
	clang_visitChildren(c, push, l);
	k.v = ARENA_ARRAY(l->tmp, CXCursor, l->kid_stack.n - base + 1);
	for (size_t i = base; i < l->kid_stack.n; i++)
		if (all || is_code(l->kid_stack.v[i]))
			k.v[n++] = l->kid_stack.v[i];
	k.n = (uint32_t)n;
	l->kid_stack.n = base;
	return k;
}

struct kids lo_kids(struct lo *l, CXCursor c)
{
	return collect(l, c, false);
}

struct kids lo_all_kids(struct lo *l, CXCursor c)
{
	return collect(l, c, true);
}

/* An implicit cast, and in C++ the wrappers around temporaries, have exactly one child. */
static bool transparent(enum CXCursorKind k, bool casts)
{
	switch (k) {
	case CXCursor_ParenExpr:
	case CXCursor_ConceptSpecializationExpr:
		return true;
	case CXCursor_UnexposedExpr:
	case CXCursor_CStyleCastExpr:
	case CXCursor_CXXStaticCastExpr:
	case CXCursor_CXXReinterpretCastExpr:
	case CXCursor_CXXConstCastExpr:
	case CXCursor_CXXFunctionalCastExpr:
		return casts;
	default:
		return false;
	}
}

static CXCursor strip(struct lo *l, CXCursor c, bool casts)
{
	for (int i = 0; i < 200 && transparent(clang_getCursorKind(c), casts); i++) {
		struct kids k = lo_kids(l, c);
		if (k.n != 1 || !clang_isExpression(clang_getCursorKind(k.v[0])))
			break;
		c = k.v[0];
	}
	return c;
}

CXCursor lo_strip_parens(struct lo *l, CXCursor c)
{
	return strip(l, c, false);
}

CXCursor lo_strip_casts(struct lo *l, CXCursor c)
{
	return strip(l, c, true);
}
