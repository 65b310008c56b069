#include "pipeline/pipeline.h"
#include "pipeline/protocol.h"
#include "pipeline/wire.h"

#include "report/finding_json.h"
#include "rules/registry.h"

#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>

enum { COUNT_MAX = 100000000, NAME_MAX_BYTES = 1024, SHOWN_PATH = 1100 };

static const char *const guess_words[IR_G_KINDS] = {
	[IR_G_TYPE] = "type",	      [IR_G_FUNCTION] = "function", [IR_G_CONSTANT] = "constant",
	[IR_G_VARIABLE] = "variable", [IR_G_HEADER] = "header",	    [IR_G_MEMBER] = "member",
};

/* ---- a unit ---- */

static void put_loc(struct buf *b, const struct ir_unit *u, struct ir_loc at)
{
	bool known = at.line && at.file < u->files.n;
	wire_str(b, known ? ir_text(u, u->files.v[at.file].path) : STR(""));
	wire_u32(b, known ? at.line : 0);
	wire_u32(b, known ? at.col : 0);
}

void unit_put(const struct ir_unit *u, uint64_t functions, uint64_t affected, uint64_t ops, uint64_t opaque,
	      struct buf *out)
{
	size_t n = u->guesses.n < PIPE_GUESSES ? u->guesses.n : PIPE_GUESSES;
	wire_u32(out, u->cplusplus);
	wire_u64(out, functions);
	wire_u64(out, affected);
	wire_u64(out, ops);
	wire_u64(out, opaque);
	wire_u64(out, u->guesses.n);
	wire_u64(out, u->diags.n);
	wire_u32(out, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		const struct ir_guess *g = &u->guesses.v[i];
		wire_u32(out, g->kind);
		wire_str(out, ir_text(u, g->name));
		wire_str(out, ir_text(u, g->why));
		put_loc(out, u, g->at);
	}
	n = u->diags.n < PIPE_DIAGS ? u->diags.n : PIPE_DIAGS;
	wire_u32(out, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		wire_str(out, ir_text(u, u->diags.v[i].text));
		put_loc(out, u, u->diags.v[i].at);
	}
}

/* The tree's files as paths, headers of the model and the system as "<name>"; anything else is not shown. */
static struct str shown_path(struct arena *a, struct str s)
{
	if (s.n > 2 && s.s[0] == '<' && s.s[s.n - 1] == '>' && path_good((struct str){ s.s + 1, s.n - 2 }))
		return text_clean(a, s, SHOWN_PATH);
	return path_good(s) ? s : STR("");
}

static struct place get_loc(struct wire *w)
{
	struct place p = { 0 };
	p.file = shown_path(w->a, wire_get_bytes(w, SHOWN_PATH));
	p.line = wire_get_u32(w);
	p.col = wire_get_u32(w);
	if (p.line > FINDING_LINE_MAX || p.col > FINDING_LINE_MAX)
		w->bad = "an impossible line";
	p.function = STR("");
	return p;
}

static uint64_t get_number(struct wire *w)
{
	uint64_t v = wire_get_u64(w);
	if (v <= COUNT_MAX)
		return v;
	w->bad = "an impossible number";
	return 0;
}

bool unit_get(struct arena *a, struct str payload, struct unit_report *out, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	uint64_t all_guesses, all_diags;
	uint32_t n;
	out->cplusplus = wire_get_bool(&w);
	out->functions = get_number(&w);
	out->functions_affected = get_number(&w);
	out->ops = get_number(&w);
	out->opaque_ops = get_number(&w);
	all_guesses = get_number(&w);
	all_diags = get_number(&w);
	n = wire_get_count(&w, PIPE_GUESSES);
	for (uint32_t i = 0; i < n && !w.bad; i++) {
		struct guess_report *g = VEC_PUSH(a, &out->guesses);
		uint32_t kind = wire_get_u32(&w);
		if (kind >= IR_G_KINDS)
			w.bad = "an unknown kind of guess";
		g->kind = str_from(w.bad ? "" : guess_words[kind]);
		g->name = wire_get_text(&w, NAME_MAX_BYTES);
		g->why = wire_get_text(&w, PIPE_TEXT);
		g->at = get_loc(&w);
	}
	n = wire_get_count(&w, PIPE_DIAGS);
	for (uint32_t i = 0; i < n && !w.bad; i++) {
		struct diag_report *d = VEC_PUSH(a, &out->diags);
		d->text = wire_get_text(&w, PIPE_TEXT);
		d->at = get_loc(&w);
	}
	if (!wire_end(&w) || all_guesses < out->guesses.n || all_diags < out->diags.n)
		return err_set(e, ERR_CHILD, "the unit's numbers hold %s", w.bad ? w.bad : "more than they should");
	if (all_guesses > out->guesses.n || all_diags > out->diags.n)
		out->reason = str_from(
			arena_printf(a, "%llu declarations guessed and %llu statements missing; not all are listed",
				     (unsigned long long)all_guesses, (unsigned long long)all_diags));
	return true;
}

/* ---- a unit that the check child could not read; an error ---- */

void unread_put(uint32_t unit, const struct err *why, struct buf *out)
{
	wire_u32(out, unit);
	wire_str(out, str_from(why->text));
}

bool unread_get(struct arena *a, struct str payload, uint32_t units, uint32_t *unit, struct str *why, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	*unit = wire_get_u32(&w);
	*why = wire_get_text(&w, PIPE_TEXT);
	if (!wire_end(&w) || *unit >= units)
		return err_set(e, ERR_CHILD, "a unit that is not there");
	return true;
}

void error_put(const struct err *e, struct buf *out)
{
	wire_u32(out, e->code);
	wire_str(out, str_from(e->text));
}

bool error_get(struct arena *a, struct str payload, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	uint32_t code = wire_get_u32(&w);
	struct str text = wire_get_text(&w, sizeof e->text - 1);
	if (!wire_end(&w) || code == ERR_NONE || code >= ERR_CODES)
		return err_set(e, ERR_CHILD, "an error message that is none");
	return err_set(e, (enum err_code)code, STR_FMT, STR_ARG(text));
}

/* ---- a finding ---- */

static bool in_tree(struct arena *a, int root, struct str file)
{
	struct stat st;
	char *z;
	if (!path_good(file))
		return false;
	z = arena_printf(a, STR_FMT, STR_ARG(file));
	return fstatat(root, z, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool place_ok(struct arena *a, int root, struct place *p, bool must)
{
	if (p->end_line && (p->end_line < p->line || (p->end_line == p->line && p->end_col && p->end_col < p->col)))
		p->end_line = p->end_col = 0;
	if (in_tree(a, root, p->file))
		return !must || p->line > 0;
	if (must)
		return false;
	p->file = shown_path(a, p->file);
	return true;
}

bool finding_get(struct arena *a, struct str payload, int root, struct finding *f, struct err *e)
{
	if (!finding_read(a, payload, f, e))
		return err_wrap(e, "a finding");
	if (!rules_find(f->rule))
		return err_set(e, ERR_CHILD, "a finding of an unknown rule");
	if (!place_ok(a, root, &f->at, true))
		return err_set(e, ERR_CHILD, "a finding at a place that does not exist");
	for (size_t i = 0; i < f->steps.n; i++)
		place_ok(a, root, &f->steps.v[i].at, false);
	for (size_t i = 0; i < f->related.n; i++)
		place_ok(a, root, &f->related.v[i], false);
	for (size_t i = 0; i < f->edits.n; i++)
		if (!place_ok(a, root, &f->edits.v[i].at, true))
			return err_set(e, ERR_CHILD, "a finding with a fix at a place that does not exist");
	return true;
}

bool map_get_json(struct arena *a, struct str payload, struct str *out, struct err *e)
{
	json_error_t why;
	json_t *map = json_loadb(payload.s, payload.n, JSON_REJECT_DUPLICATES, &why);
	bool good = json_is_object(map);
	json_decref(map);
	if (!good)
		return err_set(e, ERR_CHILD, "a driver map that is no JSON object");
	*out = arena_str(a, payload);
	return true;
}
