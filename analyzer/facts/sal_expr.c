/* The conditions in annotations: C expressions without assignments, calls kept by name only. */
#include "facts/sal.h"

enum { DEPTH = 48 };

struct p {
	struct arena *a;
	const char *s, *end;
	unsigned depth;
};

static const struct sal_expr *binary(struct p *p, unsigned level);

static void blanks(struct p *p)
{
	while (p->s < p->end && (*p->s == ' ' || *p->s == '\t' || *p->s == '\n' || *p->s == '\r'))
		p->s++;
}

static char peek(struct p *p)
{
	blanks(p);
	return p->s < p->end ? *p->s : 0;
}

static bool take(struct p *p, const char *tok)
{
	size_t n = strlen(tok);
	blanks(p);
	if ((size_t)(p->end - p->s) < n || memcmp(p->s, tok, n) != 0)
		return false;
	p->s += n;
	return true;
}

static bool ident_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static struct str ident(struct p *p)
{
	const char *from;
	blanks(p);
	for (from = p->s; p->s < p->end && ident_char(*p->s); p->s++)
		;
	return (struct str){ from, (size_t)(p->s - from) };
}

static const struct sal_expr *node(struct p *p, const char *from, struct sal_expr e)
{
	struct sal_expr *n = ARENA_NEW(p->a, struct sal_expr);
	*n = e;
	n->text = str_trim((struct str){ from, (size_t)(p->s - from) });
	return n;
}

static const struct sal_expr *number(struct p *p)
{
	const char *from = p->s;
	struct str t = ident(p);
	unsigned long long v;
	while (t.n > 1 && strchr("uUlL", t.s[t.n - 1]))
		t.n--;
	if (!str_to_u64(t, &v))
		return NULL;
	return node(p, from, (struct sal_expr){ .kind = SAL_X_INT, .num = (int64_t)v });
}

static const struct sal_expr *string(struct p *p)
{
	const char *from = p->s++;
	while (p->s < p->end && *p->s != '"')
		p->s += *p->s == '\\' && p->end - p->s > 1 ? 2 : 1;
	if (p->s >= p->end)
		return NULL;
	p->s++;
	return node(p, from, (struct sal_expr){ .kind = SAL_X_STR, .name = { from + 1, (size_t)(p->s - from - 2) } });
}

/* Arguments of a call: the first is kept where it is an expression, the rest skipped. */
static const struct sal_expr *call(struct p *p, const char *from, struct str name)
{
	const struct sal_expr *first = NULL;
	const char *args;
	unsigned open = 1;
	take(p, "(");
	args = p->s;
	for (; p->s < p->end && open; p->s++)
		open += *p->s == '(' ? 1u : *p->s == ')' ? -1u : 0u;
	if (open)
		return NULL;
	{
		struct p in = { p->a, args, p->s - 1, p->depth };
		first = binary(&in, 0);
		if (first && peek(&in))
			first = NULL;
	}
	return node(p, from, (struct sal_expr){ .kind = SAL_X_CALL, .name = name, .a = first });
}

/* "(TYPE *)" before an operand: a cast, of no interest. */
static bool skip_cast(struct p *p)
{
	struct p try = *p;
	struct str t;
	char c;
	if (!take(&try, "("))
		return false;
	t = ident(&try);
	if (t.n == 0 || (t.s[0] >= '0' && t.s[0] <= '9'))
		return false;
	while (take(&try, "*"))
		;
	if (!take(&try, ")"))
		return false;
	c = peek(&try);
	if (!ident_char(c) && c != '(')
		return false;
	*p = try;
	return true;
}

static const struct sal_expr *primary(struct p *p)
{
	const char *from;
	const struct sal_expr *e;
	struct str name;
	char c = peek(p);
	if (c >= '0' && c <= '9')
		return number(p);
	if (c == '"')
		return string(p);
	from = p->s;
	if (c == '(') {
		p->s++;
		e = binary(p, 0);
		return e && take(p, ")") ? e : NULL;
	}
	name = ident(p);
	if (name.n == 0)
		return NULL;
	if (peek(p) == '(')
		return call(p, from, name);
	return node(p, from, (struct sal_expr){ .kind = SAL_X_NAME, .name = name });
}

static const struct sal_expr *postfix(struct p *p)
{
	const char *from;
	const struct sal_expr *e;
	blanks(p);
	from = p->s;
	e = primary(p);
	for (unsigned n = 0; e && n < DEPTH; n++) {
		bool arrow = take(p, "->");
		if (arrow || take(p, ".")) {
			struct str f = ident(p);
			if (f.n == 0)
				return NULL;
			e = node(p, from, (struct sal_expr){ .kind = SAL_X_FIELD, .arrow = arrow, .name = f, .a = e });
		} else if (take(p, "[")) {
			const struct sal_expr *i = binary(p, 0);
			if (!i || !take(p, "]"))
				return NULL;
			e = node(p, from, (struct sal_expr){ .kind = SAL_X_INDEX, .a = e, .b = i });
		} else {
			return e;
		}
	}
	return NULL;
}

static const struct sal_expr *unary(struct p *p)
{
	static const char ops[] = "!~-*&";
	static const enum sal_ex_kind kinds[] = { SAL_X_NOT, SAL_X_COMPL, SAL_X_NEG, SAL_X_DEREF, SAL_X_ADDR };
	const struct sal_expr *a = NULL;
	const char *from, *op;
	char c = peek(p);
	from = p->s;
	if (++p->depth > DEPTH)
		return NULL;
	op = c ? strchr(ops, c) : NULL;
	if (op) {
		p->s++;
		a = unary(p);
		if (a)
			a = node(p, from, (struct sal_expr){ .kind = kinds[op - ops], .a = a });
	} else {
		a = skip_cast(p) ? unary(p) : postfix(p);
	}
	p->depth--;
	return a;
}

struct op {
	const char *tok, *not_before; /* "&" is not the first half of "&&" */
	enum sal_ex_kind kind;
};

static const struct op ops[][5] = {
	{ { "||", "", SAL_X_OR } },
	{ { "&&", "", SAL_X_AND } },
	{ { "|", "|=", SAL_X_BOR } },
	{ { "^", "=", SAL_X_XOR } },
	{ { "&", "&=", SAL_X_BAND } },
	{ { "==", "", SAL_X_EQ }, { "!=", "", SAL_X_NE } },
	{ { "<=", "", SAL_X_LE }, { ">=", "", SAL_X_GE }, { "<", "<", SAL_X_LT }, { ">", ">", SAL_X_GT } },
	{ { "<<", "=", SAL_X_SHL }, { ">>", "=", SAL_X_SHR } },
	{ { "+", "+=", SAL_X_ADD }, { "-", "-=>", SAL_X_SUB } },
	{ { "*", "=", SAL_X_MUL } },
};
enum { LEVELS = sizeof ops / sizeof *ops };

static const struct op *take_op(struct p *p, unsigned level)
{
	for (const struct op *o = ops[level]; o->tok; o++) {
		const char *from = p->s;
		if (!take(p, o->tok))
			continue;
		if (p->s < p->end && strchr(o->not_before, *p->s)) {
			p->s = from;
			continue;
		}
		return o;
	}
	return NULL;
}

static const struct sal_expr *binary(struct p *p, unsigned level)
{
	const struct sal_expr *a, *b;
	const struct op *o;
	const char *from;
	if (level == LEVELS)
		return unary(p);
	if (level == 0 && ++p->depth > DEPTH)
		return NULL;
	blanks(p);
	from = p->s;
	a = binary(p, level + 1);
	while (a && (o = take_op(p, level))) {
		b = binary(p, level + 1);
		a = b ? node(p, from, (struct sal_expr){ .kind = o->kind, .a = a, .b = b }) : NULL;
	}
	if (level == 0)
		p->depth--;
	return a;
}

const struct sal_expr *sal_expr_parse(struct arena *a, struct str text)
{
	struct p p = { a, text.s, text.s + text.n, 0 };
	const struct sal_expr *e;
	if (text.n == 0 || text.n > 4096)
		return NULL;
	e = binary(&p, 0);
	return e && peek(&p) == 0 ? e : NULL;
}
