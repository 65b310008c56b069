#include "source/inf.h"

#include "source/path.h"

/* Bounds what a hostile INF can make of its own strings and sections; what is over them is dropped. */
enum { INF_VALUE_MAX = 8192, INF_SECTIONS = 4000, INF_LINES = 50000, INF_VALUES = 64 };

static struct inf_section *section_add(struct inf *f, struct str name)
{
	for (size_t i = 0; i < f->sections.n; i++)
		if (str_eq_nocase(f->sections.v[i].name, name))
			return &f->sections.v[i];
	if (f->sections.n >= INF_SECTIONS)
		return NULL;
	*VEC_PUSH(f->a, &f->sections) = (struct inf_section){ .name = arena_str(f->a, name) };
	return &f->sections.v[f->sections.n - 1];
}

const struct inf_section *inf_section(const struct inf *f, struct str name)
{
	for (size_t i = 0; i < f->sections.n; i++)
		if (str_eq_nocase(f->sections.v[i].name, name))
			return &f->sections.v[i];
	return NULL;
}

/* Position of the first `c` (or ';' where c is 0) outside quotes; s.n where there is none. */
static size_t outside_quotes(struct str s, char c)
{
	bool quoted = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '"')
			quoted = !quoted;
		else if (!quoted && s.s[i] == c)
			return i;
	}
	return s.n;
}

/* Drops the quotes; "" inside quotes is one quote. */
static struct str unquote(struct arena *a, struct str s)
{
	char *p;
	size_t n = 0;
	bool quoted = false;
	s = str_trim(s);
	if (!s.n || !memchr(s.s, '"', s.n))
		return s;
	p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] != '"')
			p[n++] = s.s[i];
		else if (quoted && i + 1 < s.n && s.s[i + 1] == '"')
			p[n++] = s.s[i++];
		else
			quoted = !quoted;
	}
	return (struct str){ p, n };
}

static struct str cut_at(struct str s, size_t i)
{
	return (struct str){ s.s, i };
}

static struct str rest_after(struct str s, size_t i)
{
	return i < s.n ? (struct str){ s.s + i + 1, s.n - i - 1 } : (struct str){ s.s + s.n, 0 };
}

static void line_add(struct inf *f, struct inf_section *sec, struct str text, unsigned number)
{
	struct inf_line *l = VEC_PUSH(f->a, &sec->lines);
	size_t eq = outside_quotes(text, '='), comma = outside_quotes(text, ',');
	*l = (struct inf_line){ .key = STR(""), .line = number };
	/* HKR,"Software\x","a=b": a comma before the '=' means the line has no key. */
	if (eq < text.n && eq < comma) {
		l->key = unquote(f->a, cut_at(text, eq));
		text = rest_after(text, eq);
	}
	for (bool more = true; more && l->values.n < INF_VALUES;) {
		comma = outside_quotes(text, ',');
		more = comma < text.n;
		*VEC_PUSH(f->a, &l->values) = unquote(f->a, cut_at(text, comma));
		text = rest_after(text, comma);
	}
}

static bool quotes_even(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.s[i] == '"';
	return n % 2 == 0;
}

/* One logical line: continuation lines joined, comments dropped. */
static struct str logical_line(struct arena *a, struct str *text, unsigned *number)
{
	struct str line, joined = STR("");
	for (bool more = true; more;) {
		bool last = !str_cut(*text, '\n', &line, text);
		++*number;
		line = str_trim(cut_at(line, outside_quotes(line, ';')));
		more = line.n && line.s[line.n - 1] == '\\' && !last && quotes_even(line);
		if (more)
			line.n--;
		joined = joined.n ? str_from(arena_printf(a, STR_FMT STR_FMT, STR_ARG(joined), STR_ARG(line))) : line;
		if (joined.n > INF_VALUE_MAX)
			break;
	}
	return str_trim(joined);
}

struct inf *inf_parse(struct arena *a, struct str text)
{
	struct inf *f = ARENA_NEW(a, struct inf);
	struct inf_section *sec = NULL;
	unsigned number = 0, lines = 0;
	f->a = a;
	while (text.n && lines < INF_LINES) {
		unsigned first = number + 1;
		struct str line = logical_line(a, &text, &number);
		if (line.n && line.s[0] == '[') {
			const char *end = memchr(line.s, ']', line.n);
			struct str name = { line.s + 1, end ? (size_t)(end - line.s) - 1 : line.n - 1 };
			sec = section_add(f, str_trim(name));
		} else if (line.n && sec) {
			line_add(f, sec, line, first);
			lines++;
		}
	}
	return f;
}

static const struct inf_line *line_find(const struct inf *f, struct str section, struct str key)
{
	const struct inf_section *s = inf_section(f, section);
	for (size_t i = 0; s && i < s->lines.n; i++)
		if (s->lines.v[i].key.n && str_eq_nocase(inf_expand(f, s->lines.v[i].key), key))
			return &s->lines.v[i];
	return NULL;
}

static struct str value_of(const struct inf *f, const struct inf_line *l, size_t i)
{
	return l && i < l->values.n ? inf_expand(f, l->values.v[i]) : STR("");
}

struct str inf_value(const struct inf *f, struct str section, struct str key, size_t i)
{
	return value_of(f, line_find(f, section, key), i);
}

static const struct inf_line *string_find(const struct inf *f, struct str name)
{
	const struct inf_section *s = inf_section(f, STR("Strings"));
	for (size_t i = 0; s && i < s->lines.n; i++)
		if (str_eq_nocase(s->lines.v[i].key, name) && s->lines.v[i].values.n)
			return &s->lines.v[i];
	return NULL;
}

/* Strings are put in once, not again inside what was put in: no loop is possible. */
struct str inf_expand(const struct inf *f, struct str v)
{
	struct str out = STR("");
	if (!v.n || !memchr(v.s, '%', v.n))
		return v;
	while (v.n) {
		struct str plain, name, rest, put;
		const struct inf_line *l;
		bool open = str_cut(v, '%', &plain, &rest);
		out = str_from(arena_printf(f->a, STR_FMT STR_FMT, STR_ARG(out), STR_ARG(plain)));
		if (!open || out.n > INF_VALUE_MAX)
			break;
		open = str_cut(rest, '%', &name, &v);
		l = open ? string_find(f, name) : NULL;
		put = l ? l->values.v[0] : (struct str){ plain.s + plain.n, name.n + 1 + (open ? 1 : 0) };
		out = str_from(arena_printf(f->a, STR_FMT STR_FMT, STR_ARG(out), STR_ARG(put)));
	}
	return out;
}

void inf_each_service(const struct inf *f, bool (*fn)(void *arg, const struct inf_service *s), void *arg)
{
	for (size_t i = 0; i < f->sections.n; i++) {
		const struct inf_section *s = &f->sections.v[i];
		for (size_t k = 0; k < s->lines.n; k++) {
			const struct inf_line *l = &s->lines.v[k];
			struct inf_service x = { .line = l->line };
			if (!str_is_nocase(l->key, "AddService"))
				continue;
			x.name = value_of(f, l, 0);
			x.install = value_of(f, l, 2);
			x.binary = inf_value(f, x.install, STR("ServiceBinary"), 0);
			if (!fn(arg, &x))
				return;
		}
	}
}

static bool each_reg_of(const struct inf *f, struct str section, bool (*fn)(void *, const struct inf_reg *), void *arg)
{
	const struct inf_section *s = inf_section(f, section);
	for (size_t i = 0; s && i < s->lines.n; i++) {
		const struct inf_line *l = &s->lines.v[i];
		struct inf_reg r = { .section = s->name, .line = l->line };
		r.root = value_of(f, l, 0);
		r.key = value_of(f, l, 1);
		r.name = value_of(f, l, 2);
		r.flags = value_of(f, l, 3);
		r.value = value_of(f, l, 4);
		if (!fn(arg, &r))
			return false;
	}
	return true;
}

void inf_each_reg(const struct inf *f, bool (*fn)(void *arg, const struct inf_reg *r), void *arg)
{
	for (size_t i = 0; i < f->sections.n; i++) {
		const struct inf_section *s = &f->sections.v[i];
		for (size_t k = 0; k < s->lines.n; k++) {
			const struct inf_line *l = &s->lines.v[k];
			if (!str_is_nocase(l->key, "AddReg"))
				continue;
			for (size_t n = 0; n < l->values.n; n++)
				if (!each_reg_of(f, value_of(f, l, n), fn, arg))
					return;
		}
	}
}

/* HKR of a service's AddReg section is the service's own key. */
static bool is_wdf_key(const struct inf_reg *r, struct str service)
{
	static const char wdf[] = "Parameters\\Wdf";
	struct str k = r->key;
	while (k.n && k.s[k.n - 1] == '\\')
		k.n--;
	if (str_is_nocase(r->root, "HKR"))
		return str_is_nocase(k, wdf);
	if (!str_is_nocase(r->root, "HKLM") || k.n < service.n + sizeof wdf)
		return false;
	struct str tail = { k.s + k.n - (sizeof wdf - 1), sizeof wdf - 1 };
	struct str before = { tail.s - 1 - service.n, service.n };
	return str_is_nocase(tail, wdf) && str_eq_nocase(before, service) && str_has_nocase(k, "\\Services\\");
}

struct wdf_values {
	const struct inf_service *service;
	bool (*fn)(void *arg, const struct inf_reg *r);
	void *arg;
};

static bool wdf_value(void *arg, const struct inf_reg *r)
{
	struct wdf_values *w = arg;
	return !is_wdf_key(r, w->service->name) || w->fn(w->arg, r);
}

void inf_each_wdf_value(const struct inf *f, const struct inf_service *s,
			bool (*fn)(void *arg, const struct inf_reg *r), void *arg)
{
	const struct inf_section *sec = inf_section(f, s->install);
	struct wdf_values w = { s, fn, arg };
	for (size_t k = 0; sec && k < sec->lines.n; k++) {
		const struct inf_line *l = &sec->lines.v[k];
		for (size_t n = 0; str_is_nocase(l->key, "AddReg") && n < l->values.n; n++)
			if (!each_reg_of(f, value_of(f, l, n), wdf_value, &w))
				return;
	}
}

static bool version(struct str v, uint32_t *major, uint32_t *minor)
{
	unsigned long long x, y;
	struct str head, tail;
	if (*major || !str_cut(str_trim(v), '.', &head, &tail))
		return false;
	str_cut(tail, '.', &tail, &(struct str){ 0 });
	if (!str_to_u64(head, &x) || !str_to_u64(tail, &y) || x > 99 || y > 999)
		return false;
	*major = (uint32_t)x;
	*minor = (uint32_t)y;
	return true;
}

struct inf_wdf inf_wdf(const struct inf *f)
{
	struct inf_wdf w = { .service = STR("") };
	for (size_t i = 0; i < f->sections.n; i++) {
		const struct inf_section *s = &f->sections.v[i];
		for (size_t k = 0; k < s->lines.n; k++) {
			const struct inf_line *l = &s->lines.v[k];
			if (str_is_nocase(l->key, "KmdfService")) {
				w.kmdf = true;
				w.service = w.service.n ? w.service : value_of(f, l, 0);
			} else if (str_is_nocase(l->key, "KmdfLibraryVersion")) {
				w.kmdf = true;
				version(value_of(f, l, 0), &w.kmdf_major, &w.kmdf_minor);
			} else if (str_is_nocase(l->key, "UmdfService")) {
				w.umdf = true;
			} else if (str_is_nocase(l->key, "UmdfLibraryVersion")) {
				w.umdf = true;
				version(value_of(f, l, 0), &w.umdf_major, &w.umdf_minor);
			}
		}
	}
	return w;
}
