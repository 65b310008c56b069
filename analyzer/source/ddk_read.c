/* Lines, variables and directives of SOURCES files. */
#include "source/ddk.h"

#include "base/buf.h"
#include "source/msbuild.h"
#include "source/path.h"

enum { IF_DEPTH = 32 };

bool ddk_has(const struct ddk *d, struct str name, struct str *value)
{
	uint32_t id = strtab_find(d->names, str_lower(d->a, name));
	if (!id || id >= d->values.n || !d->values.v[id].s)
		return false;
	*value = d->values.v[id];
	return true;
}

struct str ddk_get(const struct ddk *d, const char *name)
{
	struct str v;
	return ddk_has(d, str_from(name), &v) ? str_trim(v) : STR("");
}

void ddk_set(struct ddk *d, struct str name, struct str value)
{
	uint32_t id = strtab_add(d->names, str_lower(d->a, name));
	while (d->values.n <= id)
		*VEC_PUSH(d->a, &d->values) = (struct str){ NULL, 0 };
	d->values.v[id] = value.s ? value : STR("");
}

/* $(NAME:old=new) */
static void put_changed(struct buf *b, struct str v, struct str change)
{
	struct str old, new;
	if (!str_cut(change, '=', &old, &new) || !old.n) {
		buf_str(b, v);
		return;
	}
	while (v.n) {
		if (str_starts(v, old)) {
			buf_str(b, new);
			v = (struct str){ v.s + old.n, v.n - old.n };
		} else {
			buf_putc(b, *v.s);
			v = (struct str){ v.s + 1, v.n - 1 };
		}
	}
}

static void put_macro(struct ddk *d, struct buf *b, struct str inner)
{
	struct str name, change, v;
	const char mark[2] = { MSB_KIT, 0 };
	str_cut(inner, ':', &name, &change);
	name = str_trim(name);
	if (ddk_has(d, name, &v)) {
		put_changed(b, v, change);
	} else if (msb_kit_macro(name)) {
		buf_puts(b, mark);
		buf_str(b, name);
		buf_puts(b, mark);
	}
}

struct str ddk_expand(struct ddk *d, struct str s)
{
	struct buf b;
	struct str out;
	if (!memchr(s.s, '$', s.n))
		return s;
	buf_init(&b, MSB_VALUE_MAX);
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] != '$' || i + 1 >= s.n) {
			buf_putc(&b, s.s[i]);
			continue;
		}
		struct str rest = { s.s + i + 1, s.n - i - 1 }, inner, tail;
		if (rest.s[0] == '$') {
			buf_putc(&b, '$');
			i++;
		} else if (rest.s[0] == '(' && str_cut(rest, ')', &inner, &tail)) {
			put_macro(d, &b, (struct str){ inner.s + 1, inner.n - 1 });
			i += inner.n + 1;
		} else {
			put_macro(d, &b, (struct str){ rest.s, 1 });
			i++;
		}
	}
	d->work += b.n;
	out = b.full || d->work > MSB_WORK_MAX ? STR("") : arena_str(d->a, buf_view(&b));
	buf_free(&b);
	return out;
}

/* One logical line: joined where it ends in a backslash, comments dropped. */
static struct str logical(struct ddk *d, struct str *text)
{
	struct str line, out = STR(""), rest;
	for (bool more = true; more;) {
		bool last = !str_cut(*text, '\n', &line, text);
		str_cut(line, '#', &line, &rest);
		if (out.n == 0 && line.n && (line.s[0] == ' ' || line.s[0] == '\t'))
			line = (struct str){ line.s, line.n }; /* a command of a rule keeps its blank */
		while (line.n && strchr(" \t\r", line.s[line.n - 1]))
			line.n--;
		more = line.n && line.s[line.n - 1] == '\\' && !last;
		if (line.n && line.s[line.n - 1] == '\\')
			line.n--;
		out = out.n ? str_from(arena_printf(d->a, STR_FMT " " STR_FMT, STR_ARG(out), STR_ARG(line))) : line;
		if (out.n > MSB_VALUE_MAX || (d->work += out.n) > MSB_WORK_MAX)
			break;
	}
	return out;
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static void include(struct ddk *d, struct str arg)
{
	struct str path, text;
	const struct tree_entry *f;
	struct err e;
	arg = ddk_expand(d, str_trim(arg));
	if (arg.n && (arg.s[0] == MSB_KIT || arg.s[0] == '<'))
		return; /* makefile.new and the like: the kit's own */
	if (d->includes >= DDK_INCLUDES || !path_join(d->a, d->dir, arg, &path) || !(f = tree_file(d->pl->t, path))) {
		list_add_new(d->a, &d->notes,
			     str_from(arena_printf(d->a, "!INCLUDE " STR_FMT " cannot be followed", STR_ARG(arg))));
		return;
	}
	d->includes++;
	if (tree_text(d->pl->t, d->a, f, PLAN_XML_MAX, &text, &e))
		ddk_read(d, text);
}

/* State of nested !IFs: `on` = lines count here; `done` = a branch of this !IF was taken. */
struct ifs {
	struct {
		bool on, done;
	} v[IF_DEPTH];
	unsigned n;
};

static bool word(struct str *s, const char *w)
{
	struct str want = str_from(w);
	if (!str_starts_nocase(*s, w) || (s->n > want.n && name_char(s->s[want.n])))
		return false;
	*s = str_trim((struct str){ s->s + want.n, s->n - want.n });
	return true;
}

static bool defined(struct ddk *d, struct str name)
{
	struct str v;
	return ddk_has(d, str_trim(name), &v);
}

static bool else_if(struct ddk *d, struct str s)
{
	if (word(&s, "IF"))
		return ddk_condition(d, s);
	if (word(&s, "IFDEF"))
		return defined(d, s);
	if (word(&s, "IFNDEF"))
		return !defined(d, s);
	return true;
}

static void directive(struct ddk *d, struct ifs *x, struct str s)
{
	bool outer = x->n == 0 || x->v[x->n - 1].on, on;
	s = str_trim(s);
	if (str_starts_nocase(s, "IF")) {
		if (x->n >= IF_DEPTH)
			return;
		on = outer && (word(&s, "IFDEF")    ? defined(d, s)
			       : word(&s, "IFNDEF") ? !defined(d, s)
						    : word(&s, "IF") && ddk_condition(d, s));
		x->v[x->n].on = on;
		x->v[x->n++].done = on;
	} else if (str_starts_nocase(s, "ELSE") && x->n) {
		s = str_trim((struct str){ s.s + 4, s.n - 4 });
		outer = x->n < 2 || x->v[x->n - 2].on;
		on = outer && !x->v[x->n - 1].done && else_if(d, s);
		x->v[x->n - 1].on = on;
		x->v[x->n - 1].done |= on;
	} else if (word(&s, "ENDIF")) {
		x->n -= x->n > 0;
	} else if (outer && word(&s, "INCLUDE")) {
		include(d, s);
	} else if (outer && word(&s, "UNDEF")) {
		ddk_set(d, s, (struct str){ NULL, 0 });
	}
}

static void assignment(struct ddk *d, struct str line)
{
	struct str left, right;
	bool append;
	if (!str_cut(line, '=', &left, &right))
		return;
	left = str_trim(left);
	append = left.n && left.s[left.n - 1] == '+';
	left.n -= append;
	left = str_trim(ddk_expand(d, left));
	for (size_t i = 0; i < left.n; i++)
		if (!name_char(left.s[i]))
			return;
	right = ddk_expand(d, str_trim(right));
	if (append)
		right = str_from(arena_printf(d->a, STR_FMT " " STR_FMT,
					      STR_ARG(ddk_get(d, arena_printf(d->a, STR_FMT, STR_ARG(left)))),
					      STR_ARG(right)));
	if (left.n)
		ddk_set(d, left, right);
}

/* $(OBJ_PATH)\$(O)\busenumMof.h: $(OBJ_PATH)\$O\toaster.bmf -- a header that the build makes */
static void rule(struct ddk *d, struct str line)
{
	struct str target = line;
	for (size_t i = 1; i < line.n; i++)
		if (line.s[i] == ':' && (i + 1 == line.n || line.s[i + 1] == ' ' || line.s[i + 1] == '\t')) {
			target.n = i;
			break;
		}
	if (target.n == line.n || target.s[0] == ' ' || target.s[0] == '\t' || !path_has_ext(str_trim(target), ".h"))
		return;
	list_add_new(d->a, &d->generated, path_name(str_trim(target)));
}

void ddk_read(struct ddk *d, struct str text)
{
	struct ifs x = { .n = 0 };
	while (text.n && d->work <= MSB_WORK_MAX) {
		struct str line = logical(d, &text), trimmed = str_trim(line);
		if (trimmed.n && trimmed.s[0] == '!')
			directive(d, &x, (struct str){ trimmed.s + 1, trimmed.n - 1 });
		else if (trimmed.n && (x.n == 0 || x.v[x.n - 1].on)) {
			rule(d, line);
			assignment(d, trimmed);
		}
	}
}
