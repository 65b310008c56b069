/* Conditions: 'a' == 'b', !=, <, >, <=, >=, and, or, !, ( ), Exists('...'), HasTrailingSlash('...'). */
#include "source/msbuild.h"
#include "source/path.h"

enum { COND_DEPTH = 64 };

struct parse {
	struct msb *m;
	const struct msb_metas *metas;
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

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
	       c == '-';
}

/* "and" and "or" are words: not the start of a longer one. */
static bool take_word(struct parse *p, const char *z)
{
	size_t before = p->i;
	if (!take(p, z))
		return false;
	if (p->i < p->s.n && name_char(p->s.s[p->i])) {
		p->i = before;
		return false;
	}
	return true;
}

static size_t macro_end(struct parse *p, size_t i)
{
	unsigned depth = 0;
	for (; i < p->s.n; i++) {
		depth += p->s.s[i] == '(';
		if (p->s.s[i] == ')' && --depth == 0)
			return i + 1;
	}
	return p->s.n;
}

/* The raw text of an operand: quoted, a macro, or a bare word. */
static struct str operand_text(struct parse *p)
{
	size_t from;
	blanks(p);
	from = p->i;
	if (p->i < p->s.n && p->s.s[p->i] == '\'') {
		const char *end = memchr(p->s.s + p->i + 1, '\'', p->s.n - p->i - 1);
		/* Quotes inside a macro's arguments do not end the operand: '$(A.Replace(' ',''))' */
		for (size_t k = p->i + 1; end && k < p->s.n && p->s.s + k < end; k++)
			if (strchr("$%@", p->s.s[k]) && p->s.s[k] && k + 1 < p->s.n && p->s.s[k + 1] == '(') {
				k = macro_end(p, k + 1) - 1;
				if (p->s.s + k >= end)
					end = k + 1 < p->s.n ? memchr(p->s.s + k + 1, '\'', p->s.n - k - 1) : NULL;
			}
		if (!end) {
			p->bad = true;
			return STR("");
		}
		p->i = (size_t)(end - p->s.s) + 1;
		return (struct str){ p->s.s + from + 1, p->i - from - 2 };
	}
	while (p->i < p->s.n && (name_char(p->s.s[p->i]) || (strchr("$%@", p->s.s[p->i]) && p->s.s[p->i])))
		p->i = p->s.s[p->i] != '$' && p->s.s[p->i] != '%' && p->s.s[p->i] != '@' ? p->i + 1
		       : p->i + 1 < p->s.n && p->s.s[p->i + 1] == '('			 ? macro_end(p, p->i + 1)
											 : p->i + 1;
	if (p->i == from)
		p->bad = true;
	return (struct str){ p->s.s + from, p->i - from };
}

static bool exists(struct parse *p, struct str raw)
{
	struct msb *m = p->m;
	struct str v = msb_expand(m, raw, p->metas, false), path;
	if (msb_path(m, path_dir(m->this_file), v, &path) == MSB_PATH_OK && tree_find(m->pl->t, path))
		return true;
	return msb_path(m, m->dir, v, &path) == MSB_PATH_OK && tree_find(m->pl->t, path);
}

/* True where `word` and a bracketed argument follow; the argument's raw text. */
static bool call(struct parse *p, const char *word, struct str *arg)
{
	size_t before = p->i;
	if (!take(p, word) || !take(p, "(")) {
		p->i = before;
		return false;
	}
	*arg = operand_text(p);
	p->bad |= !take(p, ")");
	return true;
}

/* Numbers, and versions such as 10.0.19041: compared part by part. */
static bool numbers(struct str a, struct str b, int *order)
{
	unsigned long long x, y;
	struct str ha, hb;
	*order = 0;
	if (!a.n || !b.n)
		return false;
	while (a.n || b.n) {
		x = y = 0;
		str_cut(a, '.', &ha, &a);
		str_cut(b, '.', &hb, &b);
		if ((ha.n && !str_to_u64(ha, &x)) || (hb.n && !str_to_u64(hb, &y)))
			return false;
		if (*order == 0)
			*order = (x > y) - (x < y);
	}
	return true;
}

static bool equal(struct str a, struct str b)
{
	int order;
	if (str_eq_nocase(a, b))
		return true;
	return numbers(a, b, &order) && order == 0;
}

static bool compare(struct parse *p, struct str left)
{
	static const char *const ops[] = { "==", "!=", "<=", ">=", "<", ">", NULL };
	unsigned k = 0;
	struct str right;
	int order;
	while (ops[k] && !take(p, ops[k]))
		k++;
	left = msb_expand(p->m, left, p->metas, true);
	if (!ops[k])
		return msb_true(left);
	right = msb_expand(p->m, operand_text(p), p->metas, true);
	if (k < 2)
		return equal(left, right) == (k == 0);
	if (!numbers(left, right, &order))
		return false;
	return k == 2 ? order <= 0 : k == 3 ? order >= 0 : k == 4 ? order < 0 : order > 0;
}

static bool primary(struct parse *p)
{
	struct str arg;
	bool v;
	if (++p->depth > COND_DEPTH) {
		p->bad = true;
		return false;
	}
	if (take(p, "!")) {
		v = !primary(p);
	} else if (take(p, "(")) {
		v = or_expr(p);
		p->bad |= !take(p, ")");
	} else if (call(p, "Exists", &arg)) {
		v = exists(p, arg);
	} else if (call(p, "HasTrailingSlash", &arg)) {
		arg = msb_expand(p->m, arg, p->metas, true);
		v = arg.n && (arg.s[arg.n - 1] == '\\' || arg.s[arg.n - 1] == '/');
	} else {
		v = compare(p, operand_text(p));
	}
	p->depth--;
	return v;
}

static bool and_expr(struct parse *p)
{
	bool v = primary(p);
	while (!p->bad && take_word(p, "and"))
		v = primary(p) && v;
	return v;
}

static bool or_expr(struct parse *p)
{
	bool v = and_expr(p);
	while (!p->bad && take_word(p, "or"))
		v = and_expr(p) || v;
	return v;
}

bool msb_condition(struct msb *m, struct str cond, const struct msb_metas *metas)
{
	struct parse p = { .m = m, .metas = metas, .s = cond };
	bool v;
	if (!str_trim(cond).n)
		return true;
	v = or_expr(&p);
	blanks(&p);
	if (!p.bad && p.i == cond.n)
		return v;
	msb_note(m, "a condition that cannot be read counts as false: " STR_FMT, STR_ARG(cond));
	return false;
}
