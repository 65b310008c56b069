/* Property values, marks, lists and paths of project files. */
#include "source/msbuild.h"
#include "source/path.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

enum { GLOB_DEPTH = 32, NOTES_MAX = 100 };

void msb_note(struct msb *m, const char *fmt, ...)
{
	char text[500];
	struct str s;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	s = msb_shown(m, str_from(text));
	if (m->notes.n < NOTES_MAX)
		list_add_new(m->a, &m->notes, arena_str(m->a, s));
}

bool msb_has(const struct msb *m, struct str name, struct str *value)
{
	uint32_t id = strtab_find(m->names, str_lower(m->a, name));
	if (!id || id >= m->props.n || !m->props.v[id].s)
		return false;
	*value = m->props.v[id];
	return true;
}

void msb_set(struct msb *m, struct str name, struct str value)
{
	uint32_t id = strtab_add(m->names, str_lower(m->a, name));
	while (m->props.n <= id)
		*VEC_PUSH(m->a, &m->props) = (struct str){ NULL, 0 };
	m->props.v[id] = value.s ? value : STR("");
}

struct str msb_prop(const struct msb *m, const char *name)
{
	struct str v;
	return msb_has(m, str_from(name), &v) ? str_trim(v) : STR("");
}

struct msb_where msb_where(const struct msb *m, const char *name)
{
	uint32_t id = strtab_find(m->names, str_lower(m->a, str_from(name)));
	return id && id < m->wheres.n ? m->wheres.v[id] : (struct msb_where){ .file = STR("") };
}

void msb_where_set(struct msb *m, struct str name, unsigned line)
{
	uint32_t id = strtab_add(m->names, str_lower(m->a, name));
	while (m->wheres.n <= id)
		*VEC_PUSH(m->a, &m->wheres) = (struct msb_where){ .file = STR("") };
	m->wheres.v[id] = (struct msb_where){ m->this_file, line };
}

bool msb_true(struct str v)
{
	return str_is_nocase(v, "true") || str_is_nocase(v, "yes") || str_is_nocase(v, "on");
}

struct str msb_meta(const struct msb_item *x, const char *name)
{
	for (size_t i = 0; i < x->metas.n; i++)
		if (str_is_nocase(x->metas.v[i].name, name))
			return str_trim(x->metas.v[i].value);
	return STR("");
}

void msb_meta_set(struct arena *a, struct msb_metas *l, struct str name, struct str value)
{
	for (size_t i = 0; i < l->n; i++) {
		if (str_eq_nocase(l->v[i].name, name)) {
			l->v[i].value = value;
			return;
		}
	}
	*VEC_PUSH(a, l) = (struct msb_meta){ name, value };
}

struct msb_definition *msb_definition(struct msb *m, struct str type)
{
	for (size_t i = 0; i < m->definitions.n; i++)
		if (str_eq_nocase(m->definitions.v[i].type, type))
			return &m->definitions.v[i];
	*VEC_PUSH(m->a, &m->definitions) = (struct msb_definition){ .type = type };
	return &m->definitions.v[m->definitions.n - 1];
}

static bool has_mark(struct str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.s[i] > 0 && v.s[i] <= MSB_UNKNOWN)
			return true;
	return false;
}

static struct str unmark(struct msb *m, struct str v, bool shown)
{
	char *out;
	size_t n = 0;
	char open = 0;
	if (!has_mark(v))
		return v;
	out = arena_alloc(m->a, v.n * 2 + 2);
	for (size_t i = 0; i < v.n; i++) {
		char c = v.s[i];
		if (c == MSB_ROOT) {
			i += i + 1 < v.n && v.s[i + 1] == '\\';
			continue;
		}
		if (c == MSB_KIT || c == MSB_UNKNOWN) {
			if (shown && !open) {
				out[n++] = '$';
				out[n++] = '(';
			} else if (shown) {
				out[n++] = ')';
			}
			open = open ? 0 : c;
			continue;
		}
		if (!open || shown)
			out[n++] = c;
	}
	return (struct str){ out, n };
}

struct str msb_plain(struct msb *m, struct str v)
{
	return unmark(m, v, false);
}

struct str msb_shown(struct msb *m, struct str v)
{
	return unmark(m, v, true);
}

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* MSBuild writes special characters as %3B and so on. */
static struct str unescape(struct arena *a, struct str v)
{
	char *out;
	size_t n = 0;
	if (!memchr(v.s, '%', v.n))
		return v;
	out = arena_alloc(a, v.n + 1);
	for (size_t i = 0; i < v.n; i++) {
		if (v.s[i] == '%' && i + 2 < v.n && hex(v.s[i + 1]) >= 2 && hex(v.s[i + 2]) >= 0) {
			out[n++] = (char)(hex(v.s[i + 1]) * 16 + hex(v.s[i + 2]));
			i += 2;
		} else {
			out[n++] = v.s[i];
		}
	}
	return (struct str){ out, n };
}

void msb_split(struct msb *m, struct str v, struct str_list *out)
{
	struct str head;
	while (v.n) {
		str_cut(v, ';', &head, &v);
		head = str_trim(head);
		if (head.n)
			list_add(m->a, out, unescape(m->a, head));
	}
}

/* What kind of macro without value the path hangs on: the first one decides. */
static char first_mark(struct str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.s[i] == MSB_KIT || v.s[i] == MSB_UNKNOWN)
			return v.s[i];
	return 0;
}

/* After the last MSB_ROOT: "$(SolutionDir)$(ProjectDir)x" is $(ProjectDir)x to everyone who writes it. */
static bool after_root(struct str v, struct str *rest)
{
	for (size_t i = v.n; i > 0; i--) {
		if (v.s[i - 1] == MSB_ROOT) {
			*rest = (struct str){ v.s + i, v.n - i };
			while (rest->n && (rest->s[0] == '\\' || rest->s[0] == '/'))
				rest->s++, rest->n--;
			return true;
		}
	}
	return false;
}

enum msb_path msb_path(struct msb *m, struct str folder, struct str v, struct str *out)
{
	struct str rest;
	char mark;
	bool rooted;
	v = str_trim(v);
	rooted = after_root(v, &rest);
	rest = rooted ? rest : v;
	mark = first_mark(rest);
	if (mark) {
		struct str plain = str_trim(msb_plain(m, rest));
		return mark == MSB_KIT ? MSB_PATH_KIT : plain.n ? MSB_PATH_UNKNOWN : MSB_PATH_EMPTY;
	}
	if (!v.n)
		return MSB_PATH_EMPTY;
	return path_join(m->a, rooted ? STR("") : folder, rest, out) ? MSB_PATH_OK : MSB_PATH_OUTSIDE;
}

static bool match(struct str p, struct str s)
{
	size_t star = SIZE_MAX, mark = 0, i = 0, k = 0;
	while (k < s.n) {
		if (i < p.n && p.s[i] == '*') {
			star = i++;
			mark = k;
		} else if (i < p.n &&
			   (p.s[i] == '?' || str_eq_nocase((struct str){ p.s + i, 1 }, (struct str){ s.s + k, 1 }))) {
			i++, k++;
		} else if (star != SIZE_MAX) {
			i = star + 1;
			k = ++mark;
		} else {
			return false;
		}
	}
	while (i < p.n && p.s[i] == '*')
		i++;
	return i == p.n;
}

static void glob_into(struct msb *m, struct str folder, struct str pattern, struct str_list *out, unsigned depth)
{
	struct str head, tail;
	const struct tree_entry *dir = tree_folder(m->pl->t, folder);
	bool more = str_cut(pattern, '/', &head, &tail), deep = str_is(head, "**");
	if (!dir || depth > GLOB_DEPTH || out->n > MSB_ITEMS || (m->work += 1 + dir->children) > MSB_WORK_MAX)
		return;
	if (deep && more)
		glob_into(m, folder, tail, out, depth + 1);
	for (uint32_t i = 0; i < dir->children; i++) {
		const struct tree_entry *f = tree_at(m->pl->t, dir->first_child + i);
		if (f->kind == TREE_FOLDER && deep)
			glob_into(m, f->path, more ? pattern : STR("**/*"), out, depth + 1);
		else if (f->kind == TREE_FOLDER && more && match(head, path_name(f->path)))
			glob_into(m, f->path, tail, out, depth + 1);
		else if (f->kind == TREE_FILE && !more && match(head, path_name(f->path)))
			list_add_new(m->a, out, f->path);
	}
}

void msb_glob(struct msb *m, struct str pattern, struct str_list *out)
{
	struct str path;
	size_t cut = 0;
	/* The part before the first wildcard may hold ".."; the rest may not. */
	if (msb_path(m, m->dir, pattern, &path) != MSB_PATH_OK)
		return;
	for (size_t i = 0; i < path.n && path.s[i] != '*' && path.s[i] != '?'; i++)
		if (path.s[i] == '/')
			cut = i + 1;
	glob_into(m, (struct str){ path.s, cut ? cut - 1 : 0 }, (struct str){ path.s + cut, path.n - cut }, out, 0);
}

bool msb_kit_library(struct str v)
{
	static const char *const own[] = { "OutDir", "IntDir", "TargetDir", "OBJ_PATH", "O", NULL };
	struct str name, rest;
	if (!v.n || v.s[0] != MSB_KIT || !str_cut((struct str){ v.s + 1, v.n - 1 }, MSB_KIT, &name, &rest))
		return false;
	for (const char *const *p = own; *p; p++)
		if (str_is_nocase(name, *p))
			return false;
	return true;
}
