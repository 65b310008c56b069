/*
 * Headers that a build makes from a message file (.mc), an event manifest (.man) or a class description (.mof), made
 * here from the same source where it lies beside the code: the header's name says which.
 */
#include "front/generated.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MAX = 1 << 20, LISTED = 2000 };

static struct str base_name(struct str path)
{
	size_t a = path.n, b;
	while (a && path.s[a - 1] != '/')
		a--;
	for (b = path.n; b > a && path.s[b - 1] != '.';)
		b--;
	b = b > a ? b - 1 : path.n;
	return (struct str){ path.s + a, b - a };
}

/* ---- message files ---- */

struct mc {
	struct buf *b;
	uint32_t id, severity, facility;
	struct str type;
	struct {
		struct str name;
		uint32_t value;
	} names[64];
	size_t n_names;
};

static uint32_t named(const struct mc *m, struct str s)
{
	for (size_t i = 0; i < m->n_names; i++)
		if (str_eq_nocase(m->names[i].name, s))
			return m->names[i].value;
	return (uint32_t)strtoul(str_is(s, "Warning")	      ? "2"
				 : str_is(s, "Error")	      ? "3"
				 : str_is(s, "Informational") ? "1"
							      : "0",
				 NULL, 0);
}

/* `Error=0x3:STATUS_SEVERITY_ERROR`, several of them, perhaps on lines of their own. */
static void mc_names(struct mc *m, struct str s)
{
	size_t i = 0;
	while (i < s.n && m->n_names < 64) {
		size_t a = i, n;
		uint32_t v;
		while (i < s.n && (isalnum((unsigned char)s.s[i]) || s.s[i] == '_'))
			i++;
		n = i - a;
		if (!n || i >= s.n || s.s[i] != '=') {
			i += i < s.n && !n;
			continue;
		}
		v = (uint32_t)strtoul(s.s + i + 1, NULL, 0);
		m->names[m->n_names].name = (struct str){ s.s + a, n };
		m->names[m->n_names++].value = v;
		while (i < s.n && s.s[i] != ':' && s.s[i] != ')' && !isspace((unsigned char)s.s[i]))
			i++;
		if (i < s.n && s.s[i] == ':') {
			for (a = ++i; i < s.n && (isalnum((unsigned char)s.s[i]) || s.s[i] == '_');)
				i++;
			buf_printf(m->b, "#define %.*s 0x%x\n", (int)(i - a), s.s + a, v);
		}
	}
}

static bool is_key(struct str *s, const char *key)
{
	size_t n = strlen(key);
	if (s->n <= n || !str_eq_nocase((struct str){ s->s, n }, str_from(key)))
		return false;
	*s = str_trim((struct str){ s->s + n, s->n - n });
	if (!s->n || s->s[0] != '=')
		return false;
	*s = str_trim((struct str){ s->s + 1, s->n - 1 });
	return true;
}

static void mc_line(struct mc *m, struct str s, bool *names)
{
	struct str v = s;
	if (is_key(&v, "SeverityNames") || (v = s, is_key(&v, "FacilityNames")) || *names) {
		mc_names(m, v);
		*names = !memchr(v.s, ')', v.n);
	} else if (v = s, is_key(&v, "MessageIdTypedef")) {
		m->type = v;
	} else if (v = s, is_key(&v, "MessageId")) {
		m->id = v.n && v.s[0] != '+' ? (uint32_t)strtoul(v.s, NULL, 0)
					     : m->id + (v.n ? (uint32_t)strtoul(v.s + 1, NULL, 0) : 1);
	} else if (v = s, is_key(&v, "Severity")) {
		m->severity = named(m, v);
	} else if (v = s, is_key(&v, "Facility")) {
		m->facility = named(m, v);
	} else if (v = s, is_key(&v, "SymbolicName")) {
		buf_printf(m->b, "#define " STR_FMT " ((" STR_FMT ")0x%08xL)\n", STR_ARG(v), STR_ARG(m->type),
			   (m->severity & 3) << 30 | (m->facility & 0xfff) << 16 | (m->id & 0xffff));
	}
}

static void from_mc(struct buf *b, struct str text)
{
	struct mc m = { .b = b, .type = STR("long") };
	bool names = false, message = false;
	while (text.n) {
		struct str line, s;
		if (!str_cut(text, '\n', &line, &text))
			line = text, text.n = 0;
		s = str_trim(line);
		if (message) { /* a message's text, up to a line with a dot */
			message = !str_is(s, ".");
		} else if (s.n && s.s[0] == ';') { /* goes to the header as it is */
			buf_printf(b, "%.*s\n", (int)s.n - 1, s.s + 1);
		} else if (s.n) {
			struct str v = s;
			mc_line(&m, s, &names);
			message = is_key(&v, "Language");
		}
	}
}

/* ---- manifests ---- */

/* name="value" inside one tag */
static struct str attribute(struct str tag, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 1; i + n + 2 < tag.n; i++) {
		size_t j = i + n, e;
		char q;
		if (!isspace((unsigned char)tag.s[i - 1]) || memcmp(tag.s + i, name, n) != 0)
			continue;
		while (j < tag.n && (isspace((unsigned char)tag.s[j]) || tag.s[j] == '='))
			j++;
		q = j < tag.n ? tag.s[j] : 0;
		if (q != '"' && q != '\'')
			continue;
		for (e = ++j; e < tag.n && tag.s[e] != q;)
			e++;
		return (struct str){ tag.s + j, e - j };
	}
	return STR("");
}

static void provider(struct buf *b, struct str s)
{
	char word[200];
	size_t n = s.n < sizeof word - 1 ? s.n : sizeof word - 1;
	for (size_t i = 0; i < n; i++)
		word[i] = s.s[i];
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)word[i]))
			word[i] = '_';
	word[n] = 0;
	if (n)
		buf_printf(
			b,
			"#undef EventRegister%s\n#undef EventUnregister%s\n"
			"#define EventRegister%s() __rc_etw_register()\n#define EventUnregister%s() __rc_etw_register()\n",
			word, word, word, word);
}

static bool plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.s[i]) && s.s[i] != '_')
			return false;
	return s.n > 0;
}

static void from_man(struct buf *b, struct str text)
{
	buf_puts(b, "#include <rc_etw.h>\n");
	for (size_t i = 0; i + 10 < text.n; i++) {
		struct str tag = { text.s + i, 0 }, symbol;
		const char *end;
		if (text.s[i] != '<' || !(end = memchr(tag.s, '>', text.n - i)))
			continue;
		tag.n = (size_t)(end - tag.s);
		symbol = attribute(tag, "symbol");
		if (tag.n > 9 && memcmp(tag.s, "<provider", 9) == 0 && isspace((unsigned char)tag.s[9])) {
			provider(b, attribute(tag, "name"));
			provider(b, symbol);
			if (plain(symbol))
				buf_printf(b, "static const GUID " STR_FMT ";\n", STR_ARG(symbol));
		} else if (tag.n > 6 && memcmp(tag.s, "<event", 6) == 0 && isspace((unsigned char)tag.s[6]) &&
			   plain(symbol)) {
			buf_printf(b, "#define EventWrite" STR_FMT "(...) __rc_etw_write(__VA_ARGS__)\n",
				   STR_ARG(symbol));
			buf_printf(b,
				   "#define EventEnabled" STR_FMT "() (1)\nextern const EVENT_DESCRIPTOR " STR_FMT
				   ";\n",
				   STR_ARG(symbol), STR_ARG(symbol));
		}
		i += tag.n;
	}
}

/* ---- which source makes it ---- */

static int kind_of(struct str name)
{
	static const char *const ext[] = { ".mc", ".man", ".mof" };
	for (int i = 0; i < 3; i++)
		if (name.n > strlen(ext[i]) &&
		    str_eq_nocase((struct str){ name.s + name.n - strlen(ext[i]), strlen(ext[i]) }, str_from(ext[i])))
			return i + 1;
	return 0;
}

static bool contains(struct str s, const char *z)
{
	return memmem(s.s, s.n, z, strlen(z)) != NULL;
}

/* How well the source's name fits the header's: its own name, the beginning of it, or what such headers are called. */
static unsigned fits(struct str header, struct str source, int kind)
{
	if (str_eq(header, source))
		return 1000;
	if (kind == 1)
		return 0;
	if (source.n && str_starts(header, source))
		return 100 + (unsigned)source.n;
	if (kind == 2)
		return contains(header, "event") || contains(header, "etw") || contains(header, "trace") ? 10 : 0;
	return contains(header, "mof") || contains(header, "wmi") ? 10 : 0;
}

static void look(struct parsed *p, struct str dir, struct str header, struct str *best, int *kind, unsigned *score)
{
	DIR *d = front_inside(p->f, dir) ? opendir(arena_str(p->a, dir).s) : NULL;
	struct dirent *de;
	for (int n = 0; d && n < LISTED && (de = readdir(d)); n++) {
		struct str name = str_from(de->d_name);
		int k = kind_of(name);
		unsigned s = k ? fits(header, front_lower(p->a, base_name(name)), k) : 0;
		if (s > *score) {
			*score = s;
			*kind = k;
			*best = str_from(arena_printf(p->a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(name)));
		}
	}
	if (d)
		closedir(d);
}

bool front_generated(struct parsed *p, struct str dir, struct str name, struct str *out)
{
	struct str header = front_lower(p->a, base_name(name)), best = STR(""), text, utf8;
	unsigned score = 0;
	int kind = 0;
	struct buf b;
	look(p, dir, header, &best, &kind, &score);
	for (size_t i = 0; i < p->pu->includes.n && score < 1000; i++)
		look(p, front_join(p->a, str_from(p->f->c.root), p->pu->includes.v[i]), header, &best, &kind, &score);
	if (!score)
		return false;
	text = front_read(p->f, p->a, best.s);
	if (front_utf16(p->a, text, &utf8))
		text = utf8;
	if (!text.n || text.n > SOURCE_MAX)
		return false;
	buf_init(&b, 4 * SOURCE_MAX);
	if (kind == 1)
		from_mc(&b, text);
	else if (kind == 2)
		from_man(&b, text);
	else
		front_from_mof(p->a, &b, text);
	*out = arena_str(p->a, buf_view(&b));
	buf_free(&b);
	return true;
}
