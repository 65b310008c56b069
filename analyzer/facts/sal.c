#include "facts/sal.h"

#include "facts/find.h"

/* What stands in an annotation's brackets, or what it does to those after it. */
enum shape {
	NONE,
	LEVEL,
	TARGET,
	ARG,
	KIND_TARGET, /* (kind, thing) */
	WHEN,	     /* (condition, annotations) */
	AT,	     /* (thing, annotations) */
	ALWAYS,	     /* (annotations), and so on */
	GROUP,
	POST,
	DEREF,
	DEREF_POST,
	RETURN,
	ON_FAILURE,
	P_RETURN, /* no brackets: about the annotations that follow */
	P_POST,
	P_PRE,
	P_DEREF,
};

struct word {
	const char *name;
	enum sal_kind kind;
	enum shape shape;
	const char *arg;
};

static const struct word words[] = {
#define SAL_WORD(name, kind, shape, arg) { name, SAL_##kind, shape, arg },
#include "facts/sal_words.def"
};

enum { DEPTH = 16, FACTS = 64 };

struct ctx {
	struct arena *a;
	struct sal_facts *out;
	size_t first; /* facts before this text */
	unsigned depth;
	struct sal_fact base; /* what the annotations around say */
};

static void list(struct ctx c, struct str text);

static bool contains(struct str s, const char *what)
{
	size_t n = strlen(what);
	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.s + i, what, n) == 0)
			return true;
	return false;
}

static bool starts(struct str s, const char *prefix)
{
	return str_starts(s, str_from(prefix));
}

/* The families told by prefix: direction of parameters, sizes, ranges. */
static enum sal_kind by_prefix(struct str w)
{
	static const struct {
		const char *prefix;
		enum sal_kind plain, opt;
	} families[] = {
		{ "_Inout_", SAL_INOUT, SAL_INOUT_OPT },
		{ "__inout", SAL_INOUT, SAL_INOUT_OPT },
		{ "_In_", SAL_IN, SAL_IN_OPT },
		{ "__in", SAL_IN, SAL_IN_OPT },
		{ "_Outptr_", SAL_OUTPTR, SAL_OUTPTR_OPT },
		{ "_COM_Outptr_", SAL_OUTPTR, SAL_OUTPTR_OPT },
		{ "_Outref_", SAL_OUTPTR, SAL_OUTPTR_OPT },
		{ "__deref_out", SAL_OUTPTR, SAL_OUTPTR_OPT },
		{ "_Deref_out_", SAL_OUTPTR, SAL_OUTPTR_OPT },
		{ "_Deref_opt_out_", SAL_OUTPTR_OPT, SAL_OUTPTR_OPT },
		{ "_Flt_", SAL_OUTPTR, SAL_OUTPTR },
		{ "_Out_", SAL_OUT, SAL_OUT_OPT },
		{ "__out", SAL_OUT, SAL_OUT_OPT },
		{ "_Result_", SAL_TYPE_TEST, SAL_TYPE_TEST },
		{ "_Pre_", SAL_TYPE_TEST, SAL_TYPE_TEST },
		{ "_Post_", SAL_TYPE_TEST, SAL_TYPE_TEST },
		{ "_Ret_", SAL_TYPE_TEST, SAL_TYPE_TEST },
		{ "_Deref_", SAL_TYPE_TEST, SAL_TYPE_TEST },
	};
	if (contains(w, "_range") || contains(w, "_bound_"))
		return SAL_VALUE_RANGE;
	if (contains(w, "_size_") || starts(w, "_Field_") || starts(w, "__field_"))
		return SAL_SIZE;
	if (str_is(w, "IN"))
		return SAL_IN;
	if (str_is(w, "OUT"))
		return SAL_OUT;
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (starts(w, families[i].prefix))
			return contains(w, "_opt") ? families[i].opt : families[i].plain;
	return SAL_OTHER;
}

static void emit(const struct ctx *c, struct sal_fact f)
{
	if (c->out->n - c->first >= FACTS)
		return;
	c->out->v = arena_grow(c->a, c->out->v, c->out->n, &c->out->cap, c->out->n + 1, sizeof *c->out->v);
	c->out->v[c->out->n++] = f;
}

/* Splits at the first comma outside of brackets. */
static bool cut(struct str s, struct str *head, struct str *tail)
{
	unsigned open = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '(' || s.s[i] == '[')
			open++;
		else if ((s.s[i] == ')' || s.s[i] == ']') && open)
			open--;
		else if (s.s[i] == ',' && !open) {
			*head = str_trim((struct str){ s.s, i });
			*tail = str_trim((struct str){ s.s + i + 1, s.n - i - 1 });
			return true;
		}
	}
	*head = str_trim(s);
	*tail = (struct str){ "", 0 };
	return false;
}

static void set_target(const struct ctx *c, struct sal_fact *f, struct str target)
{
	f->target = target;
	f->expr = sal_expr_parse(c->a, target);
}

static const struct sal_expr *both(struct arena *a, const struct sal_expr *x, const struct sal_expr *y)
{
	struct sal_expr *e;
	if (!x || !y)
		return x ? x : y;
	e = ARENA_NEW(a, struct sal_expr);
	*e = (struct sal_expr){ .kind = SAL_X_AND, .a = x, .b = y };
	return e;
}

static void when(struct ctx c, struct str condition, struct str inner)
{
	const struct sal_expr *e = sal_expr_parse(c.a, condition);
	/* A condition nobody understands makes the whole one so: `when` NULL, its text kept. */
	bool lost = !e || (c.base.when_text.n && !c.base.when);
	c.base.when = lost ? NULL : both(c.a, c.base.when, e);
	c.base.when_text = condition;
	list(c, inner);
}

static void deref(struct ctx *c)
{
	struct sal_expr *e;
	if (!c->base.expr)
		return;
	e = ARENA_NEW(c->a, struct sal_expr);
	*e = (struct sal_expr){ .kind = SAL_X_DEREF, .a = c->base.expr, .text = c->base.target };
	c->base.expr = e;
	c->base.target = (struct str){ arena_printf(c->a, "*%.*s", STR_ARG(c->base.target)), c->base.target.n + 1 };
}

/* Annotations within annotations. */
static void wrapper(struct ctx c, enum shape shape, struct str args)
{
	struct str head, tail;
	if (++c.depth > DEPTH)
		return;
	switch (shape) {
	case WHEN:
		if (cut(args, &head, &tail))
			when(c, head, tail);
		return;
	case AT:
		if (!cut(args, &head, &tail))
			return;
		set_target(&c, &c.base, head);
		c.base.on_return |= str_is(head, "return");
		list(c, tail);
		return;
	case ON_FAILURE:
		when(c, STR("on failure"), args);
		return;
	case DEREF_POST:
	case DEREF:
		deref(&c);
		break;
	default:
		break;
	}
	c.base.always |= shape == ALWAYS;
	c.base.post |= shape == POST || shape == DEREF_POST;
	c.base.on_return |= shape == RETURN;
	list(c, args);
}

static bool changes_state(enum sal_kind k)
{
	return k == SAL_IRQL_RAISES || k == SAL_IRQL_RESTORES || k == SAL_IRQL_RESTORES_GLOBAL ||
	       (k >= SAL_ACQUIRES_LOCK && k <= SAL_RELEASES_SHARED) || k == SAL_ACQUIRES_RESOURCE ||
	       k == SAL_RELEASES_RESOURCE || k == SAL_ACQUIRES_RESOURCE_GLOBAL || k == SAL_RELEASES_RESOURCE_GLOBAL ||
	       k == SAL_ACQUIRES_CANCEL_SPIN_LOCK || k == SAL_RELEASES_CANCEL_SPIN_LOCK;
}

static void simple(const struct ctx *c, const struct word *w, struct str args)
{
	struct sal_fact f = c->base;
	struct str head, tail;
	f.kind = w->kind;
	f.arg = str_from(w->arg);
	f.post |= changes_state(w->kind);
	cut(args, &head, &tail);
	switch (w->shape) {
	case LEVEL:
		if (!irql_parse(args, &f.level))
			f.level = IRQL_UNKNOWN;
		f.arg = str_trim(args);
		break;
	case ARG:
		f.arg = head;
		break;
	case TARGET:
		set_target(c, &f, str_trim(args));
		break;
	case KIND_TARGET:
		f.arg = head;
		if (tail.n)
			set_target(c, &f, tail);
		break;
	default:
		break;
	}
	emit(c, f);
}

static void prefix(struct ctx *c, enum shape shape)
{
	c->base.on_return |= shape == P_RETURN;
	c->base.post = shape == P_POST || (c->base.post && shape != P_PRE);
	if (shape == P_DEREF)
		deref(c);
}

static void one(struct ctx *c, struct str name, struct str args)
{
	const struct word *w = facts_find(words, sizeof words / sizeof *words, sizeof *words, name);
	struct sal_fact f = c->base;
	if (w && w->shape >= P_RETURN) {
		prefix(c, w->shape);
		return;
	}
	if (w && w->shape >= WHEN) {
		wrapper(*c, w->shape, args);
		return;
	}
	if (w) {
		f.on_return |= starts(name, "_Ret_");
		c->base.on_return = f.on_return;
		simple(c, w, args);
		return;
	}
	f.kind = by_prefix(name);
	f.on_return |= starts(name, "_Ret_");
	f.post |= starts(name, "_Post_");
	f.arg = name;
	if (args.n && f.kind != SAL_OTHER)
		set_target(c, &f, args);
	emit(c, f);
}

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Length up to the bracket that closes the one before s; n where there is none. */
static size_t closing(const char *s, size_t n)
{
	unsigned open = 1;
	bool quoted = false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"' && (i == 0 || s[i - 1] != '\\'))
			quoted = !quoted;
		if (quoted)
			continue;
		open += s[i] == '(' ? 1u : s[i] == ')' ? -1u : 0u;
		if (!open)
			return i;
	}
	return n;
}

static void list(struct ctx c, struct str text)
{
	size_t i = 0;
	while (i < text.n) {
		struct str name = { text.s + i, 0 }, args = { "", 0 };
		while (i < text.n && word_char(text.s[i]))
			i++, name.n++;
		if (name.n == 0) {
			i++;
			continue;
		}
		while (i < text.n && text.s[i] == ' ')
			i++;
		if (i < text.n && text.s[i] == '(') {
			args.s = text.s + ++i;
			args.n = closing(args.s, text.n - i);
			i += args.n + 1;
		}
		one(&c, name, str_trim(args));
	}
}

void sal_parse(struct arena *a, struct str text, struct sal_facts *out)
{
	struct ctx c = { .a = a, .out = out, .first = out->n, .base.level = IRQL_UNKNOWN };
	text = arena_str(a, text);
	if (starts(text, "sal:"))
		text = (struct str){ text.s + 4, text.n - 4 };
	else if (starts(text, "rc:"))
		return;
	list(c, text);
}

const char *sal_kind_name(enum sal_kind k)
{
	static const char *const names[SAL_KINDS] = {
		[SAL_OTHER] = "other",
		[SAL_IRQL_MAX] = "irql-max",
		[SAL_IRQL_MIN] = "irql-min",
		[SAL_IRQL_REQUIRES] = "irql-requires",
		[SAL_IRQL_RAISES] = "irql-raises",
		[SAL_IRQL_SAVES] = "irql-saves",
		[SAL_IRQL_RESTORES] = "irql-restores",
		[SAL_IRQL_SAVES_GLOBAL] = "irql-saves-global",
		[SAL_IRQL_RESTORES_GLOBAL] = "irql-restores-global",
		[SAL_IRQL_SAME] = "irql-same",
		[SAL_ACQUIRES_LOCK] = "acquires-lock",
		[SAL_RELEASES_LOCK] = "releases-lock",
		[SAL_REQUIRES_HELD] = "requires-held",
		[SAL_REQUIRES_NOT_HELD] = "requires-not-held",
		[SAL_MUST_INSPECT] = "must-inspect",
		[SAL_FUNCTION_CLASS] = "function-class",
		[SAL_IN] = "in",
		[SAL_IN_OPT] = "in-opt",
		[SAL_OUT] = "out",
		[SAL_OUT_OPT] = "out-opt",
		[SAL_INOUT] = "inout",
	};
	if ((unsigned)k >= SAL_KINDS)
		return "?";
	return names[k] ? names[k] : "fact";
}
