/* Small lists of strings and macros. */
#include "source/path.h"
#include "source/plan_priv.h"

#include <stdarg.h>
#include <stdio.h>

enum { NOTES_MAX = 200 };

void list_add(struct arena *a, struct str_list *l, struct str s)
{
	*VEC_PUSH(a, l) = s;
}

bool list_has(const struct str_list *l, struct str s)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i], s))
			return true;
	return false;
}

bool list_add_new(struct arena *a, struct str_list *l, struct str s)
{
	if (list_has(l, s))
		return false;
	list_add(a, l, s);
	return true;
}

void macros_set(struct arena *a, struct macro_list *l, struct str name, struct str value)
{
	for (size_t i = 0; i < l->n; i++) {
		if (str_eq(l->v[i].name, name)) {
			l->v[i].value = value;
			return;
		}
	}
	*VEC_PUSH(a, l) = (struct plan_macro){ name, value };
}

/* \"text\" was written for a command line, which takes the backslashes away. */
static struct str command_line_quotes(struct arena *a, struct str v)
{
	char *p;
	size_t n = 0;
	if (!str_starts(v, STR("\\\"")))
		return v;
	p = arena_alloc(a, v.n + 1);
	for (size_t i = 0; i < v.n; i++)
		if (v.s[i] != '\\' || i + 1 >= v.n || v.s[i + 1] != '"')
			p[n++] = v.s[i];
	return (struct str){ p, n };
}

/* "NAME", "NAME=VALUE"; the compiler also takes "NAME#VALUE". A macro without value is 1, as cl has it. */
void macros_add(struct arena *a, struct macro_list *l, struct str s)
{
	struct str name, value;
	s = str_trim(s);
	if (s.n >= 2 && s.s[0] == '"' && s.s[s.n - 1] == '"')
		s = (struct str){ s.s + 1, s.n - 2 };
	if (!str_cut(s, '=', &name, &value) && !str_cut(s, '#', &name, &value))
		value = STR("1");
	name = str_trim(name);
	if (name.n)
		macros_set(a, l, name, command_line_quotes(a, str_trim(value)));
}

void note_add(struct planner *pl, struct plan_driver *d, const char *fmt, ...)
{
	char text[700];
	va_list ap;
	int n;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n <= 0 || d->notes.n >= NOTES_MAX)
		return;
	struct str s = str_from(text);
	if (!list_has(&d->notes, s))
		list_add(pl->a, &d->notes, arena_str(pl->a, s));
}
