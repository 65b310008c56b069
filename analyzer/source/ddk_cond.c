/* Expressions of !IF: strings and numbers, == != < > <= >=, && || !, ( ), DEFINED(X), EXIST(X). */
#include "source/ddk.h"
#include "source/path.h"

enum { COND_DEPTH = 64 };

struct parse {
	struct ddk *d;
	struct str s;
	size_t i;
	unsigned depth;
	bool bad;
};

static bool or_expr(struct parse *p);

static void blanks(struct parse *p)
{
	while (p->i < p->s.n && strchr(" \t\r\n", p->s.s[p->i]))
		p->i++;
}

static bool take(struct parse *p, const char *z)
{
	struct str w = str_from(z);
	blanks(p);
	if (p->i + w.n > p->s.n || !str_eq_nocase((struct str){ p->s.s + p->i, w.n }, w))
		return false;
	p->i += w.n;
	return true;
}

static struct str operand(struct parse *p)
{
	size_t from;
	blanks(p);
	from = p->i;
	if (p->i < p->s.n && p->s.s[p->i] == '"') {
		for (p->i++; p->i < p->s.n && p->s.s[p->i] != '"';)
			p->i++;
		p->bad |= p->i >= p->s.n;
		return (struct str){ p->s.s + from + 1, p->bad ? 0 : p->i++ - from - 1 };
	}
	while (p->i < p->s.n && !strchr(" \t\r\n=!<>&|()\"", p->s.s[p->i]))
		p->i++;
	return (struct str){ p->s.s + from, p->i - from };
}

static bool bracketed(struct parse *p, struct str *arg)
{
	size_t from;
	if (!take(p, "("))
		return false;
	from = p->i;
	while (p->i < p->s.n && p->s.s[p->i] != ')')
		p->i++;
	*arg = str_trim((struct str){ p->s.s + from, p->i - from });
	return take(p, ")");
}

static bool exist(struct ddk *d, struct str name)
{
	struct str path;
	return path_join(d->a, d->dir, name, &path) && tree_find(d->pl->t, path);
}

static bool compare(struct parse *p)
{
	static const char *const ops[] = { "==", "!=", "<=", ">=", "<", ">", NULL };
	struct str left = operand(p), right;
	unsigned long long x = 0, y = 0;
	bool numbers;
	unsigned k = 0;
	while (ops[k] && !take(p, ops[k]))
		k++;
	if (!ops[k]) {
		p->bad |= !left.n;
		return str_to_u64(left, &x) && x;
	}
	right = operand(p);
	numbers = str_to_u64(left, &x) && str_to_u64(right, &y);
	if (k < 2)
		return (numbers ? x == y : str_eq(left, right)) == (k == 0);
	return numbers && (k == 2 ? x <= y : k == 3 ? x >= y : k == 4 ? x < y : x > y);
}

static bool primary(struct parse *p)
{
	struct str arg, v;
	bool out;
	if (++p->depth > COND_DEPTH) {
		p->bad = true;
		return false;
	}
	if (take(p, "!"))
		out = !primary(p);
	else if (take(p, "DEFINED"))
		out = bracketed(p, &arg) ? ddk_has(p->d, arg, &v) : (p->bad = true, false);
	else if (take(p, "EXIST"))
		out = bracketed(p, &arg) ? exist(p->d, arg) : (p->bad = true, false);
	else if (take(p, "(")) {
		out = or_expr(p);
		p->bad |= !take(p, ")");
	} else
		out = compare(p);
	p->depth--;
	return out;
}

static bool and_expr(struct parse *p)
{
	bool v = primary(p);
	while (!p->bad && take(p, "&&"))
		v = primary(p) && v;
	return v;
}

static bool or_expr(struct parse *p)
{
	bool v = and_expr(p);
	while (!p->bad && take(p, "||"))
		v = and_expr(p) || v;
	return v;
}

bool ddk_condition(struct ddk *d, struct str expr)
{
	struct parse p = { .d = d, .s = ddk_expand(d, expr) };
	bool v = or_expr(&p);
	blanks(&p);
	if (!p.bad && p.i == p.s.n)
		return v;
	list_add_new(d->a, &d->notes,
		     str_from(arena_printf(d->a, "!IF " STR_FMT ": cannot be read, counts as false", STR_ARG(expr))));
	return false;
}
