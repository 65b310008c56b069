#include "report/writers.h"

/*
 * Text for people: one block a finding,
 *   file:line:col: error: message [rule-id, definite]
 * then the path from the framework's callback, how to mend it, and the documentation.
 */

struct text {
	struct buf *b;
	const struct text_options *o;
	struct arena *a;
};

static void style(struct text *t, const char *code)
{
	if (t->o->colour)
		buf_printf(t->b, "\033[%sm", code);
}

/* Wraps at blanks; the first line starts at column `at`, the others are indented by `indent`. */
static void wrapped(struct text *t, struct str s, size_t at, size_t indent)
{
	size_t width = t->o->width < 40 ? 40 : t->o->width, col = at;
	bool first = true;
	while (s.n) {
		struct str word, rest;
		str_cut(s, ' ', &word, &rest);
		if (word.n) {
			if (!first && col + 1 + word.n > width) {
				buf_printf(t->b, "\n%*s", (int)indent, "");
				col = indent;
			} else if (!first) {
				buf_putc(t->b, ' ');
				col++;
			}
			buf_str(t->b, word);
			col += word.n;
			first = false;
		}
		s = rest;
	}
	buf_putc(t->b, '\n');
}

static void labelled(struct text *t, const char *label, struct str s)
{
	size_t n = strlen(label);
	if (!s.n)
		return;
	buf_puts(t->b, label);
	wrapped(t, s, n, n);
}

static void step(struct text *t, const struct step *s, size_t depth)
{
	size_t indent = 4 + 2 * (depth > 8 ? 8 : depth);
	const char *where = arena_printf(t->a, STR_FMT ":%u: ", STR_ARG(s->at.file), s->at.line);
	const char *all = arena_printf(t->a, "%s" STR_FMT "%s" STR_FMT "%s", where, STR_ARG(s->text),
				       s->source.n ? " [" : "", STR_ARG(s->source), s->source.n ? "]" : "");
	buf_printf(t->b, "%*s", (int)indent, "");
	wrapped(t, str_from(all), indent, indent + 4);
}

static const char *colour_of(enum severity s)
{
	static const char *const codes[SEV_COUNT] = { "36", "35", "31" };
	return codes[s];
}

static void finding(struct text *t, const struct finding *f)
{
	size_t depth = 0;
	const char *tail = arena_printf(t->a, STR_FMT " [" STR_FMT ", %s%s]", STR_ARG(f->message), STR_ARG(f->rule),
					strength_word(f->strength), f->suppressed.n ? ", suppressed" : "");
	style(t, "1");
	buf_printf(t->b, STR_FMT ":%u:%u: ", STR_ARG(f->at.file), f->at.line, f->at.col);
	style(t, colour_of(f->severity));
	buf_printf(t->b, "%s", severity_word(f->severity));
	style(t, "0");
	buf_printf(t->b, ": in " STR_FMT "\n  ", STR_ARG(f->at.function.n ? f->at.function : STR("file scope")));
	wrapped(t, str_from(tail), 2, 2);
	if (f->steps.n)
		buf_puts(t->b, "  path:\n");
	for (size_t i = 0; i < f->steps.n; i++) {
		depth -= f->steps.v[i].kind == STEP_RETURN && depth;
		step(t, &f->steps.v[i], depth);
		depth += f->steps.v[i].kind == STEP_CALL;
	}
	labelled(t, "  fix:  ", f->fix);
	for (size_t i = 0; i < f->docs.n && i < 2; i++)
		buf_printf(t->b, "  doc:  " STR_FMT "\n", STR_ARG(doc_url(t->a, f->docs.v[i])));
	labelled(t, "  suppressed: ", f->suppressed);
	buf_putc(t->b, '\n');
}

/* The first few by name: all of them are in the JSON form. */
static void guesses(struct text *t, const struct unit_report *u)
{
	const char *line;
	size_t shown = u->guesses.n < 8 ? u->guesses.n : 8;
	if (!u->guesses.n)
		return;
	line = arena_printf(t->a, STR_FMT ": declarations guessed:", STR_ARG(u->path));
	for (size_t k = 0; k < shown; k++)
		line = arena_printf(t->a, "%s%s " STR_FMT, line, k ? "," : "", STR_ARG(u->guesses.v[k].name));
	if (shown < u->guesses.n)
		line = arena_printf(t->a, "%s and %zu more", line, u->guesses.n - shown);
	wrapped(t, str_from(line), 0, 4);
}

static void unit_troubles(struct text *t, const struct review_report *r)
{
	for (size_t i = 0; i < r->units.n; i++) {
		const struct unit_report *u = &r->units.v[i];
		if (!u->analysed)
			buf_printf(t->b, STR_FMT ": not analysed: " STR_FMT "\n", STR_ARG(u->path), STR_ARG(u->reason));
		else if (u->reason.n)
			buf_printf(t->b, STR_FMT ": partly analysed: " STR_FMT "\n", STR_ARG(u->path),
				   STR_ARG(u->reason));
		for (size_t k = 0; k < u->diags.n; k++)
			buf_printf(t->b, STR_FMT ":%u: left out of the analysis: " STR_FMT "\n",
				   STR_ARG(u->diags.v[k].at.file), u->diags.v[k].at.line, STR_ARG(u->diags.v[k].text));
		guesses(t, u);
	}
	for (size_t i = 0; i < r->drivers.n; i++)
		if (!r->drivers.v[i].checked)
			buf_printf(t->b, "driver " STR_FMT ": not checked: " STR_FMT "\n",
				   STR_ARG(r->drivers.v[i].name), STR_ARG(r->drivers.v[i].reason));
	for (size_t i = 0; i < r->skipped.n; i++)
		buf_printf(t->b, "skipped " STR_FMT "\n", STR_ARG(r->skipped.v[i]));
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

void text_write(const struct review_report *r, const struct rule_infos *rules, const struct text_options *o,
		struct buf *out)
{
	struct review_summary s = review_summarise(r);
	struct text t = { out, o, arena_new(0) };
	(void)rules;
	for (size_t i = 0; i < r->findings.n; i++)
		if (o->suppressed || !r->findings.v[i].suppressed.n)
			finding(&t, &r->findings.v[i]);
	unit_troubles(&t, r);
	buf_printf(out, "%lu finding%s (%lu error%s, %lu warning%s, %lu note%s", s.findings, plural(s.findings),
		   s.by_severity[SEV_ERROR], plural(s.by_severity[SEV_ERROR]), s.by_severity[SEV_WARNING],
		   plural(s.by_severity[SEV_WARNING]), s.by_severity[SEV_NOTE], plural(s.by_severity[SEV_NOTE]));
	if (s.suppressed)
		buf_printf(out, "; %lu suppressed", s.suppressed);
	buf_printf(out, ")\n%lu driver%s, %lu of %lu unit%s analysed, %lu function%s", s.drivers, plural(s.drivers),
		   s.units_analysed, s.units_total, plural(s.units_total), s.functions, plural(s.functions));
	if (s.guessed_declarations)
		buf_printf(out, ", %lu guessed declaration%s", s.guessed_declarations, plural(s.guessed_declarations));
	buf_printf(out, ", %.1f s\n", r->elapsed_ms / 1000);
	if (s.partial)
		buf_puts(out, "This review is PARTIAL: something above was not analysed.\n");
	arena_free(t.a);
}
