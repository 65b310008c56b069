/* Loops. libclang does not say which clause of a `for` is missing: the two semicolons do. */
#include "front/lower.h"

struct clauses {
	CXCursor init, cond, step, body;
};

static size_t skip_quoted(struct str s, size_t i)
{
	char q = s.s[i++];
	while (i < s.n && s.s[i] != q && s.s[i] != '\n')
		i += s.s[i] == '\\' ? 2 : 1;
	return i;
}

/* Offsets of the two semicolons of the header that starts at `at` ("for"). */
static bool semicolons(struct str s, size_t at, size_t semi[2])
{
	int depth = 0, n = 0;
	for (size_t i = at; i < s.n; i++) {
		char c = s.s[i];
		if (c == '"' || c == '\'') {
			i = skip_quoted(s, i);
		} else if (c == '/' && i + 1 < s.n && s.s[i + 1] == '/') {
			while (i < s.n && s.s[i] != '\n')
				i++;
		} else if (c == '/' && i + 1 < s.n && s.s[i + 1] == '*') {
			for (i += 2; i + 1 < s.n && !(s.s[i] == '*' && s.s[i + 1] == '/'); i++)
				;
			i++;
		} else if (c == '(' || c == '{' || c == '[') {
			depth++;
		} else if (c == ')' || c == '}' || c == ']') {
			if (--depth <= 0)
				return false;
		} else if (c == ';' && depth == 1) {
			semi[n++] = i;
			if (n == 2)
				return true;
		}
	}
	return false;
}

static size_t start_of(CXCursor c)
{
	unsigned off = 0;
	clang_getFileLocation(clang_getRangeStart(clang_getCursorExtent(c)), NULL, NULL, NULL, &off);
	return off;
}

static void by_place(struct kids k, const size_t semi[2], struct clauses *f)
{
	for (uint32_t i = 0; i + 1 < k.n; i++) {
		size_t at = start_of(k.v[i]);
		if (at < semi[0])
			f->init = k.v[i];
		else if (at < semi[1])
			f->cond = lo_is_null(f->cond) ? k.v[i] : f->cond;
		else
			f->step = k.v[i];
	}
}

/* Inside a macro there is nothing to look at: declarations and assignments begin, increments end. */
static void by_kind(struct kids k, struct clauses *f)
{
	for (uint32_t i = 0; i + 1 < k.n; i++) {
		enum CXCursorKind kind = clang_getCursorKind(k.v[i]);
		bool assign = kind == CXCursor_CompoundAssignOperator || kind == CXCursor_UnaryOperator ||
			      (kind == CXCursor_BinaryOperator &&
			       (clang_getCursorBinaryOperatorKind(k.v[i]) == CXBinaryOperator_Assign ||
				clang_getCursorBinaryOperatorKind(k.v[i]) == CXBinaryOperator_Comma));
		if (kind == CXCursor_DeclStmt || (assign && i == 0 && k.n > 2))
			f->init = k.v[i];
		else if (assign || !lo_is_null(f->cond))
			f->step = k.v[i];
		else
			f->cond = k.v[i];
	}
}

static struct clauses split(struct lo *l, CXCursor c)
{
	struct clauses f = { clang_getNullCursor(), clang_getNullCursor(), clang_getNullCursor(),
			     clang_getNullCursor() };
	struct kids k = lo_kids(l, c);
	size_t semi[2];
	CXSourceLocation at = clang_getCursorLocation(c);
	if (!k.n)
		return f;
	f.body = k.v[k.n - 1];
	if (k.n == 4) {
		f.init = k.v[0], f.cond = k.v[1], f.step = k.v[2];
	} else if (k.n > 1) {
		CXFile file = NULL;
		unsigned off = 0;
		clang_getFileLocation(at, &file, NULL, NULL, &off);
		if (!lo_from_macro(at) && file && semicolons(lo_contents(l, lo_file(l, file)), off, semi))
			by_place(k, semi, &f);
		else
			by_kind(k, &f);
	}
	return f;
}

static void loop_body(struct lo *l, CXCursor body, uint32_t brk, uint32_t cont)
{
	struct target t = { .up = l->fn->target, .scope = l->fn->scope, .brk = brk, .cont = cont, .leave = IR_NONE };
	l->fn->target = &t;
	if (!lo_is_null(body))
		lo_stmt(l, body);
	l->fn->target = t.up;
}

/* `while (T x = f())`: the declaration is the first of three children. */
static CXCursor condition(struct lo *l, struct kids k)
{
	if (k.n > 2)
		lo_stmt(l, k.v[0]);
	return k.n > 1 ? k.v[k.n - 2] : clang_getNullCursor();
}

void lo_for(struct lo *l, CXCursor c)
{
	struct clauses f = split(l, c);
	struct scope *outer = l->fn->scope;
	uint32_t head, body, step, end;
	if (!lo_is_null(f.init))
		lo_stmt(l, f.init);
	head = lo_block(l);
	body = lo_block(l);
	step = lo_block(l);
	end = lo_block(l);
	lo_start(l, head);
	if (lo_is_null(f.cond))
		lo_jump(l, c, body);
	else
		lo_cond(l, f.cond, body, end);
	lo_start(l, body);
	loop_body(l, f.body, end, step);
	lo_start(l, step);
	if (!lo_is_null(f.step))
		lo_ev(l, f.step);
	lo_jump(l, c, head);
	lo_start(l, end);
	lo_scope_end(l, c, outer);
}

void lo_while(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	uint32_t head = lo_block(l), body = lo_block(l), end = lo_block(l);
	struct scope *outer = l->fn->scope;
	CXCursor cond;
	lo_start(l, head);
	cond = condition(l, k);
	if (lo_is_null(cond)) {
		lo_opaque(l, c, IR_NONE, "while without a condition");
		lo_jump(l, c, body);
	} else {
		lo_cond(l, cond, body, end);
	}
	lo_start(l, body);
	if (k.n)
		loop_body(l, k.v[k.n - 1], end, head);
	lo_jump(l, c, head);
	l->fn->scope = outer;
	lo_start(l, end);
}

void lo_do(struct lo *l, CXCursor c)
{
	struct kids k = lo_kids(l, c);
	uint32_t body = lo_block(l), test = lo_block(l), end = lo_block(l);
	lo_start(l, body);
	if (k.n)
		loop_body(l, k.v[0], end, test);
	lo_start(l, test);
	if (k.n > 1)
		lo_cond(l, k.v[1], body, end);
	else
		lo_opaque(l, c, IR_NONE, "do without a condition");
	lo_start(l, end);
}
