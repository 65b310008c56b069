/*
 * Members of guessed records. They are kept as paths from the record: "Hdr.Status" (a record within), "Next>Flag"
 * (a pointer to one), "Init(" (a function pointer); a plain name is a number.
 */
#include "front/front_int.h"

#include <ctype.h>
#include <stdio.h>

static size_t component(struct str s)
{
	size_t n = 0;
	while (n < s.n && s.s[n] != '.' && s.s[n] != '>' && s.s[n] != '(')
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

void front_put_members(struct buf *b, const struct guess *g, struct str prefix, bool cxx)
{
	for (size_t i = 0; i < g->members.n; i++) {
		struct str rest, comp, deeper;
		char form;
		if (!below(g->members.v[i], prefix, &rest))
			continue;
		comp = (struct str){ rest.s, component(rest) };
		if (!first(g, i, prefix, comp, &form))
			continue;
		if (form == '(') {
			buf_printf(b, " long long (*" STR_FMT ")(%s);", STR_ARG(comp), cxx ? "..." : "");
		} else if (form) {
			char path[512];
			int n = snprintf(path, sizeof path, STR_FMT STR_FMT "%c", STR_ARG(prefix), STR_ARG(comp), form);
			deeper = (struct str){ path, n > 0 && (size_t)n < sizeof path ? (size_t)n : 0 };
			buf_puts(b, " struct {");
			if (deeper.n)
				front_put_members(b, g, deeper, cxx);
			buf_printf(b, " } %s" STR_FMT ";", form == '>' ? "*" : "", STR_ARG(comp));
		} else {
			buf_printf(b, " long long " STR_FMT ";", STR_ARG(comp));
		}
	}
}

static bool is_id(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static struct str last_component(struct str m)
{
	size_t n = m.n;
	while (n && is_id(m.s[n - 1]))
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
		while (a > 0 && is_id(s[a - 1]))
			a--;
		return b > a && extend(p, (struct str){ s + a, b - a }, '(', STR(""));
	}
	for (b = off; b > 0 && isspace((unsigned char)s[b - 1]); b--)
		;
	for (a = b; a > 0 && is_id(s[a - 1]); a--)
		;
	if (a == b || (s[off] != '.' && s[off] != '-'))
		return false;
	{
		size_t m = off + (s[off] == '-' ? 2 : 1), e;
		while (m < n && isspace((unsigned char)s[m]))
			m++;
		for (e = m; e < n && is_id(s[e]); e++)
			;
		return e > m &&
		       extend(p, (struct str){ s + a, b - a }, s[off] == '-' ? '>' : '.', (struct str){ s + m, e - m });
	}
}
