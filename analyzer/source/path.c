#include "source/path.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool sep(char c)
{
	return c == '/' || c == '\\';
}

static bool letter(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

bool path_absolute(struct str p)
{
	return (p.n >= 1 && sep(p.s[0])) || (p.n >= 2 && letter(p.s[0]) && p.s[1] == ':');
}

static struct str unquote(struct str s)
{
	s = str_trim(s);
	while (s.n && s.s[0] == '"')
		s.s++, s.n--;
	while (s.n && s.s[s.n - 1] == '"')
		s.n--;
	return str_trim(s);
}

bool path_join(struct arena *a, struct str folder, struct str rel, struct str *out)
{
	char *p;
	size_t n = 0;
	rel = unquote(rel);
	if (path_absolute(rel))
		return false;
	p = arena_alloc(a, folder.n + rel.n + 2);
	memcpy(p, folder.s ? folder.s : "", folder.n);
	n = folder.n;
	for (size_t i = 0, from; i < rel.n;) {
		for (from = i; i < rel.n && !sep(rel.s[i]);)
			i++;
		struct str c = { rel.s + from, i - from };
		i++;
		if (c.n == 0 || str_is(c, "."))
			continue;
		if (str_is(c, "..")) {
			if (n == 0)
				return false;
			while (n && p[n - 1] != '/')
				n--;
			n -= n ? 1 : 0;
			continue;
		}
		if (n)
			p[n++] = '/';
		memcpy(p + n, c.s, c.n);
		n += c.n;
	}
	p[n] = 0;
	*out = (struct str){ p, n };
	return true;
}

static size_t name_at(struct str p)
{
	size_t i = p.n;
	while (i && !sep(p.s[i - 1]))
		i--;
	return i;
}

struct str path_dir(struct str p)
{
	size_t i = name_at(p);
	return (struct str){ p.s, i ? i - 1 : 0 };
}

struct str path_name(struct str p)
{
	size_t i = name_at(p);
	return (struct str){ p.s + i, p.n - i };
}

struct str path_ext(struct str p)
{
	struct str name = path_name(p);
	for (size_t i = name.n; i > 1; i--)
		if (name.s[i - 1] == '.')
			return (struct str){ name.s + i - 1, name.n - i + 1 };
	return (struct str){ p.s + p.n, 0 };
}

struct str path_stem(struct str p)
{
	struct str name = path_name(p);
	name.n -= path_ext(p).n;
	return name;
}

bool path_has_ext(struct str p, const char *ext)
{
	return str_eq_nocase(path_ext(p), str_from(ext));
}

bool path_under(struct str p, struct str folder)
{
	return folder.n == 0 || (str_starts(p, folder) && (p.n == folder.n || p.s[folder.n] == '/'));
}

size_t path_common(struct str a, struct str b)
{
	size_t n = 0;
	while (a.n && b.n) {
		struct str x, y;
		str_cut(a, '/', &x, &a);
		str_cut(b, '/', &y, &b);
		if (!str_eq_nocase(x, y))
			break;
		n++;
	}
	return n;
}

struct str path_slashes(struct arena *a, struct str p)
{
	char *c = arena_alloc(a, p.n + 1);
	for (size_t i = 0; i < p.n; i++)
		c[i] = p.s[i] == '\\' ? '/' : p.s[i];
	return (struct str){ c, p.n };
}

static bool one_of(struct str ext, const char *const *list)
{
	for (; *list; list++)
		if (str_eq_nocase(ext, str_from(*list)))
			return true;
	return false;
}

uint32_t cplusplus_standard(struct str word)
{
	static const struct {
		const char *name;
		uint32_t year;
	} by[] = { { "14", 14 }, { "1y", 14 }, { "17", 17 }, { "1z", 17 },    { "20", 20 },
		   { "2a", 20 }, { "23", 23 }, { "2b", 23 }, { "latest", 23 } };
	for (size_t i = 0; i < sizeof by / sizeof *by; i++)
		if (str_ends(word, str_from(by[i].name)))
			return by[i].year;
	return 0;
}

bool path_is_cplusplus(struct str p)
{
	static const char *const exts[] = { ".cpp", ".cc", ".cxx", ".c++", NULL };
	return one_of(path_ext(p), exts);
}

bool path_is_source(struct str p)
{
	return path_is_cplusplus(p) || path_has_ext(p, ".c");
}

bool path_is_header(struct str p)
{
	static const char *const exts[] = { ".h", ".hpp", ".hxx", ".hh", ".inl", ".inc", NULL };
	return one_of(path_ext(p), exts);
}

struct str str_lower(struct arena *a, struct str s)
{
	char *c = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		c[i] = lower(s.s[i]);
	return (struct str){ c, s.n };
}

bool str_has_nocase(struct str s, const char *part)
{
	struct str p = str_from(part);
	for (size_t i = 0; i + p.n <= s.n; i++)
		if (str_eq_nocase((struct str){ s.s + i, p.n }, p))
			return true;
	return false;
}

bool str_starts_nocase(struct str s, const char *prefix)
{
	struct str p = str_from(prefix);
	return s.n >= p.n && str_eq_nocase((struct str){ s.s, p.n }, p);
}

bool str_is_nocase(struct str s, const char *z)
{
	return str_eq_nocase(s, str_from(z));
}

int str_order(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.s, b.s, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}
