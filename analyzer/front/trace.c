/*
 * The stand-in of the headers that the trace preprocessor makes (*.tmh). A trace function takes anything and only evaluates
 * it, unless the driver defines what stands around a message: for `F{LEVEL=X}(STATUS, MSG, ...)` the macros
 * WPP_LEVEL_STATUS_PRE and WPP_LEVEL_STATUS_POST, which may test and return.
 */
#include "front/front_int.h"

enum { TRACE_WORDS = 24 };

/* "NAME{C=V,...}(P,...,MSG,...)" in parts. */
struct trace {
	struct str value[TRACE_WORDS]; /* of the constants */
	size_t n_values, n_params;     /* parameters in front of MSG */
	struct str around;	       /* "LEVEL_STATUS": names what may stand around the message */
	bool message, dots;
};

static struct str between(struct str s, char open, char close)
{
	const char *a = memchr(s.s, open, s.n), *b;
	unsigned depth = 0;
	if (!a)
		return STR("");
	for (b = a; b < s.s + s.n; b++) {
		depth += *b == open;
		depth -= *b == close;
		if (!depth)
			return (struct str){ a + 1, (size_t)(b - a) - 1 };
	}
	return STR("");
}

/* The next of a list, split at commas outside of brackets. */
static bool next(struct str *list, struct str *out)
{
	unsigned depth = 0;
	size_t i;
	if (!list->n)
		return false;
	for (i = 0; i < list->n && (list->s[i] != ',' || depth); i++) {
		depth += list->s[i] == '(';
		depth -= list->s[i] == ')' && depth;
	}
	*out = str_trim((struct str){ list->s, i });
	i += i < list->n;
	*list = (struct str){ list->s + i, list->n - i };
	return true;
}

static bool name_only(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!front_ident(s.s[i]))
			return false;
	return s.n > 0;
}

static bool read_trace(struct parsed *p, struct str words, struct trace *t)
{
	struct str open = { words.s, 0 }, constants, params, one;
	struct buf b;
	*t = (struct trace){ 0 };
	while (open.n < words.n && words.s[open.n] != '(' && words.s[open.n] != '{')
		open.n++;
	constants = open.n < words.n && words.s[open.n] == '{' ? between(words, '{', '}') : STR("");
	if (constants.n)
		words = (struct str){ constants.s + constants.n,
				      (size_t)(words.s + words.n - constants.s) - constants.n };
	params = between(words, '(', ')');
	buf_init(&b, 4096);
	while (next(&constants, &one)) {
		struct str name, value;
		if (!str_cut(one, '=', &name, &value) || !name_only(name) || t->n_values == TRACE_WORDS)
			break;
		t->value[t->n_values++] = value;
		buf_printf(&b, "%s" STR_FMT, b.n ? "_" : "", STR_ARG(name));
	}
	while (next(&params, &one)) {
		if (str_is(one, "MSG")) {
			t->message = true;
		} else if (str_is(one, "...")) {
			t->dots = true;
		} else if (!name_only(one) || t->message || t->n_params == TRACE_WORDS) {
			break;
		} else {
			t->n_params++;
			buf_printf(&b, "%s" STR_FMT, b.n ? "_" : "", STR_ARG(one));
		}
	}
	t->around = arena_str(p->a, buf_view(&b));
	buf_free(&b);
	return !constants.n && !params.n && t->around.n && t->message == t->dots;
}

static void put_around(struct buf *b, const struct trace *t, const char *where)
{
	size_t n = 0;
	buf_printf(b, " WPP_" STR_FMT "_%s(", STR_ARG(t->around), where);
	for (size_t i = 0; i < t->n_values; i++)
		buf_printf(b, "%s" STR_FMT, n++ ? "," : "", STR_ARG(t->value[i]));
	for (size_t i = 0; i < t->n_params; i++)
		buf_printf(b, "%s_%zu", n++ ? "," : "", i);
	buf_puts(b, ")");
}

static void put_plain(struct buf *b, struct str name)
{
	buf_printf(b, "#ifndef " STR_FMT "\n#define " STR_FMT "(...) __rc_trace(__VA_ARGS__)\n#endif\n", STR_ARG(name),
		   STR_ARG(name));
}

/* Only where the driver has one of the two macros, which it defines before it includes the trace header. */
static void put_with_around(struct buf *b, struct str name, const struct trace *t)
{
	struct str r = t->around;
	buf_printf(b, "#if !defined " STR_FMT " && (defined WPP_" STR_FMT "_PRE || defined WPP_" STR_FMT "_POST)\n",
		   STR_ARG(name), STR_ARG(r), STR_ARG(r));
	for (int i = 0; i < 2; i++)
		buf_printf(b, "#ifndef WPP_" STR_FMT "_%s\n#define WPP_" STR_FMT "_%s(...)\n#endif\n", STR_ARG(r),
			   i ? "POST" : "PRE", STR_ARG(r), i ? "POST" : "PRE");
	buf_printf(b, "#define " STR_FMT "(", STR_ARG(name));
	for (size_t i = 0; i < t->n_params; i++)
		buf_printf(b, "%s_%zu", i ? "," : "", i);
	buf_printf(b, "%s)", !t->dots ? "" : t->n_params ? ",..." : "...");
	put_around(b, t, "PRE");
	buf_puts(b, t->dots ? " __rc_trace(__VA_ARGS__)" : " __rc_trace(0)");
	put_around(b, t, "POST");
	buf_puts(b, "\n#endif\n");
}

struct str front_trace_header(struct parsed *p)
{
	struct buf b;
	struct str out;
	buf_init(&b, 1 << 20);
	buf_puts(&b, "#include <rc_wpp.h>\n");
	for (size_t i = 0; i < p->d->wpp.n; i++) {
		struct trace t;
		if (read_trace(p, p->d->wpp.v[i].words, &t))
			put_with_around(&b, p->d->wpp.v[i].name, &t);
		put_plain(&b, p->d->wpp.v[i].name);
	}
	for (size_t i = 0; i < p->wpp_funcs.n; i++)
		put_plain(&b, p->wpp_funcs.v[i]);
	for (size_t i = 0; i < p->wpp_bits.n; i++)
		buf_printf(&b, "#ifndef " STR_FMT "\n#define " STR_FMT " %zu\n#endif\n", STR_ARG(p->wpp_bits.v[i]),
			   STR_ARG(p->wpp_bits.v[i]), i + 1);
	out = arena_str(p->a, buf_view(&b));
	buf_free(&b);
	return out;
}
