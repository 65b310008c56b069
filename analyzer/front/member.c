/*
 * Members of guessed records in C (C++: prefix.c). They are kept as paths from the record: "Hdr.Status" (a record within), "Next>Flag"
 * (a pointer to one), "Init(" (a function pointer); a plain name is a number, "Data>" a pointer to numbers, "Id=GUID" has
 * that type.
 */
#include "front/front_int.h"

#include <ctype.h>
#include <stdio.h>

static size_t component(struct str s)
{
	size_t n = 0;
	while (n < s.n && !strchr(".>(=", s.s[n]))
		n++;
	return n;
}

static bool below(struct str m, struct str prefix, struct str *rest)
{
	if (!str_starts(m, prefix))
		return false;
	*rest = (struct str){ m.s + prefix.n, m.n - prefix.n };
	return rest->n > 0;
}

/* Is it the first mention of its component under the prefix? The deepest use decides its form. */
static bool first(const struct guess *g, size_t i, struct str prefix, struct str comp, char *form)
{
	bool is_first = true;
	*form = 0;
	for (size_t j = 0; j < g->members.n; j++) {
		struct str rest;
		size_t n;
		if (!below(g->members.v[j], prefix, &rest) || (n = component(rest)) != comp.n ||
		    memcmp(rest.s, comp.s, n) != 0)
			continue;
		if (j < i)
			is_first = false;
		if (n < rest.n)
			*form = rest.s[n];
	}
	return is_first;
}

/* The type behind "comp=". */
static struct str typed(const struct guess *g, struct str prefix, struct str comp)
{
	struct str rest;
	for (size_t i = g->members.n; i-- > 0;)
		if (below(g->members.v[i], prefix, &rest) && rest.n > comp.n + 1 && rest.s[comp.n] == '=' &&
		    memcmp(rest.s, comp.s, comp.n) == 0)
			return (struct str){ rest.s + comp.n + 1, rest.n - comp.n - 1 };
	return STR("long long");
}

static bool has_below(const struct guess *g, struct str prefix)
{
	struct str rest;
	for (size_t i = 0; i < g->members.n; i++)
		if (below(g->members.v[i], prefix, &rest))
			return true;
	return false;
}

void front_put_members(struct buf *b, const struct guess *g, struct str prefix)
{
	for (size_t i = 0; i < g->members.n; i++) {
		struct str rest, comp, deeper;
		char form;
		if (!below(g->members.v[i], prefix, &rest))
			continue;
		comp = (struct str){ rest.s, component(rest) };
		if (!first(g, i, prefix, comp, &form))
			continue;
		if (form == '=') {
			struct str type = typed(g, prefix, comp);
			buf_printf(b, " " STR_FMT " " STR_FMT ";", STR_ARG(type), STR_ARG(comp));
		} else if (form == '(') {
			buf_printf(b, " long long (*" STR_FMT ")();", STR_ARG(comp));
		} else if (form) {
			char path[512];
			int n = snprintf(path, sizeof path, STR_FMT STR_FMT "%c", STR_ARG(prefix), STR_ARG(comp), form);
			deeper = (struct str){ path, n > 0 && (size_t)n < sizeof path ? (size_t)n : 0 };
			if (form == '>' && !has_below(g, deeper)) {
				buf_printf(b, " long long *" STR_FMT ";", STR_ARG(comp));
				continue;
			}
			buf_puts(b, " struct {");
			if (deeper.n)
				front_put_members(b, g, deeper);
			buf_printf(b, " } %s" STR_FMT ";", form == '>' ? "*" : "", STR_ARG(comp));
		} else {
			buf_printf(b, " long long " STR_FMT ";", STR_ARG(comp));
		}
	}
}

static struct str last_component(struct str m)
{
	size_t n = m.n;
	while (n && front_ident(m.s[n - 1]))
		n--;
	return (struct str){ m.s + n, m.n - n };
}

/* Member `name` of some guess turned out to be more than a number: adds `more` below it. */
static bool extend(struct parsed *p, struct str name, char form, struct str more)
{
	bool any = false;
	for (size_t i = 0; i < p->guess.n; i++) {
		struct guess *g = &p->guess.v[i];
		size_t n = g->members.n;
		for (size_t k = 0; k < n; k++) {
			struct str path;
			bool have = false;
			if (!str_eq(last_component(g->members.v[k]), name) || g->members.v[k].n > 200)
				continue;
			path = str_from(arena_printf(p->a, STR_FMT "%c" STR_FMT, STR_ARG(g->members.v[k]), form,
						     STR_ARG(more)));
			for (size_t j = 0; j < g->members.n; j++)
				have |= str_eq(g->members.v[j], path);
			if (!have) {
				*VEC_PUSH(p->a, &g->members) = path;
				any = true;
			}
		}
	}
	return any;
}

/* The end of the name before `off`: blanks and `[...]` in between are skipped. */
static size_t over_brackets(const char *s, size_t off)
{
	for (;;) {
		int depth = 0;
		while (off > 0 && isspace((unsigned char)s[off - 1]))
			off--;
		if (off == 0 || s[off - 1] != ']')
			return off;
		do {
			off--;
			depth += s[off] == ']' ? 1 : s[off] == '[' ? -1 : 0;
		} while (off > 0 && depth);
	}
}

/* `name[i]` or `*name`, where `name` was guessed a number: it points to some. */
bool front_index(struct parsed *p, CXFile file, unsigned off, bool star)
{
	size_t n = 0, a, b;
	const char *s = clang_getFileContents(p->tu, file, &n);
	struct str name;
	if (!s || off >= n)
		return false;
	if (star) /* the operand's last name: *a->b */
		for (b = off + 1; b < n && (front_ident(s[b]) || strchr("->. (", s[b])); b++)
			;
	else
		for (b = off; b < n && s[b] != '['; b++)
			;
	b = over_brackets(s, b);
	for (a = b; a > 0 && front_ident(s[a - 1]); a--)
		;
	name = (struct str){ s + a, b - a };
	for (size_t i = 0; i < p->guess.n; i++) {
		struct guess *g = &p->guess.v[i];
		if (g->kind != IR_G_TYPE && g->form == V_EXTERN && str_eq(g->name, name)) {
			g->form = V_ARRAY;
			return true;
		}
	}
	return name.n && extend(p, name, '>', STR(""));
}

/* A member that was guessed a number stands before `off` (the left side of `=`) or from there on; it has type `type`. */
bool front_retype(struct parsed *p, CXFile file, unsigned off, bool before, struct str type)
{
	size_t n = 0, a, b;
	const char *s = clang_getFileContents(p->tu, file, &n);
	if (!s || off >= n || !p->pch)
		return false;
	for (size_t i = 0; i < type.n; i++)
		if (!front_ident(type.s[i]))
			return false;
	b = off;
	if (!before)
		for (b = s[off] == '=' ? off + 1u : off; b < n && (front_ident(s[b]) || strchr("->. ", s[b])); b++)
			;
	b = over_brackets(s, b);
	for (a = b; a > 0 && front_ident(s[a - 1]); a--)
		;
	return b > a && type.n && extend(p, (struct str){ s + a, b - a }, '=', type);
}

/* At `off` stands `.`, `->` or the start of a call whose left side is a member that was guessed a number. */
bool front_deepen(struct parsed *p, CXFile file, unsigned off, bool call)
{
	size_t n = 0, a, b;
	const char *s = clang_getFileContents(p->tu, file, &n);
	if (!s || off >= n)
		return false;
	if (call) {
		for (b = off; b < n && b < off + 200u && s[b] != '(' && s[b] != ';'; b++)
			;
		for (a = b; a > off && isspace((unsigned char)s[a - 1]); a--)
			;
		b = a;
		while (a > 0 && front_ident(s[a - 1]))
			a--;
		return b > a && extend(p, (struct str){ s + a, b - a }, '(', STR(""));
	}
	b = over_brackets(s, off);
	for (a = b; a > 0 && front_ident(s[a - 1]); a--)
		;
	if (a == b || (s[off] != '.' && s[off] != '-'))
		return false;
	{
		size_t m = off + (s[off] == '-' ? 2 : 1), e;
		while (m < n && isspace((unsigned char)s[m]))
			m++;
		for (e = m; e < n && front_ident(s[e]); e++)
			;
		return e > m && extend(p, (struct str){ s + a, b - a }, s[off] == '-' || s[b] == '[' ? '>' : '.',
				       (struct str){ s + m, e - m });
	}
}
