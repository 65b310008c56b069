#include "worker/link.h"

#include "pipeline/wire.h"
#include "report/finding_json.h"

enum { RULES = 4096, ID_MAX = 1024, CHANGED = 40000 };

static bool ended(const struct wire *w, const char *what, struct err *e)
{
	if (wire_end(w))
		return true;
	return err_set(e, ERR_CHILD, "%s of the engine holds %s", what, w->bad ? w->bad : "more than it should");
}

static void put_ids(struct buf *b, const struct str *v, size_t n)
{
	wire_u32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		wire_str(b, v[i]);
}

static struct str *get_ids(struct wire *w, size_t *n)
{
	uint32_t count = wire_get_count(w, RULES);
	struct str *v = ARENA_ARRAY(w->a, struct str, count + 1);
	for (uint32_t i = 0; i < count; i++)
		v[i] = wire_get_text(w, ID_MAX);
	*n = count;
	return v;
}

static void put_changed(struct buf *b, const struct plan_changed *c)
{
	wire_u32(b, c != NULL);
	if (!c)
		return;
	wire_u32(b, (uint32_t)c->n);
	for (size_t i = 0; i < c->n; i++) {
		wire_str(b, c->v[i].path);
		wire_u32(b, c->v[i].moved);
	}
	put_ids(b, c->drivers, c->n_drivers);
}

static const struct plan_changed *get_changed(struct wire *w)
{
	struct plan_changed *c;
	struct plan_change *v;
	uint32_t n;
	if (!wire_get_bool(w))
		return NULL;
	c = ARENA_NEW(w->a, struct plan_changed);
	n = wire_get_count(w, CHANGED);
	c->v = v = ARENA_ARRAY(w->a, struct plan_change, n + 1);
	c->n = n;
	for (uint32_t i = 0; i < n; i++) {
		v[i].path = wire_get_bytes(w, PIPE_PATH * 4);
		v[i].moved = wire_get_bool(w);
	}
	c->drivers = get_ids(w, &c->n_drivers);
	return c;
}

/* NULL where it is empty. */
static const char *get_name(struct wire *w)
{
	struct str s = wire_get_bytes(w, SETTING_TEXT * 2);
	return s.n ? s.s : NULL;
}

void link_ask_put(const struct engine_ask *ask, const struct engine_config *c, struct buf *b)
{
	wire_str(b, str_from(ask->root));
	wire_str(b, str_from(ask->archive));
	wire_str(b, str_from(ask->units_dir));
	wire_u32(b, ask->units_only_read);
	put_changed(b, ask->changed);
	wire_str(b, ask->name);
	wire_str(b, ask->config);
	put_ids(b, ask->rules, ask->n_rules);
	put_ids(b, ask->disable, ask->n_disable);
	wire_str(b, str_from(c->model_dir));
	wire_str(b, str_from(c->cache_dir));
	wire_u32(b, c->jobs);
	wire_u32(b, c->unit_timeout_s);
	wire_u32(b, c->jail_uid);
	wire_u32(b, c->best_effort);
}

bool link_ask_get(struct arena *a, struct str payload, struct engine_ask *ask, struct engine_config *c, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	ask->root = wire_get_bytes(&w, SETTING_TEXT * 2).s;
	ask->archive = get_name(&w);
	ask->units_dir = get_name(&w);
	ask->units_only_read = wire_get_bool(&w);
	ask->changed = get_changed(&w);
	ask->name = wire_get_text(&w, PIPE_TEXT);
	ask->config = wire_get_text(&w, ID_MAX);
	ask->rules = get_ids(&w, &ask->n_rules);
	ask->disable = get_ids(&w, &ask->n_disable);
	c->model_dir = wire_get_bytes(&w, SETTING_TEXT * 2).s;
	c->cache_dir = wire_get_bytes(&w, SETTING_TEXT * 2).s;
	c->jobs = wire_get_u32(&w);
	c->unit_timeout_s = wire_get_u32(&w);
	c->jail_uid = wire_get_u32(&w);
	c->best_effort = wire_get_bool(&w);
	return ended(&w, "the order", e);
}

void link_driver_put(const struct driver_report *d, struct buf *b)
{
	wire_str(b, d->name);
	wire_str(b, d->project);
	wire_str(b, d->config);
	wire_str(b, d->framework);
	wire_u32(b, d->checked);
	wire_str(b, d->reason);
	wire_str(b, d->map_json);
	wire_f64(b, d->check_ms);
	put_ids(b, d->notes.v, d->notes.n);
}

bool link_driver_get(struct arena *a, struct str payload, struct driver_report *d, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	uint32_t n;
	*d = (struct driver_report){ 0 };
	d->name = wire_get_text(&w, PIPE_PATH);
	d->project = wire_get_path(&w, true);
	d->config = wire_get_text(&w, PIPE_PATH);
	d->framework = wire_get_text(&w, ID_MAX);
	d->checked = wire_get_bool(&w);
	d->reason = wire_get_text(&w, PIPE_TEXT);
	d->map_json = wire_get_bytes(&w, (size_t)PIPE_MAP_MIB << 20);
	d->check_ms = wire_get_f64(&w);
	n = wire_get_count(&w, PIPE_NOTES * 4);
	for (uint32_t i = 0; i < n; i++)
		*VEC_PUSH(a, &d->notes) = wire_get_text(&w, PIPE_TEXT);
	return ended(&w, "a driver", e);
}

static void put_place(struct buf *b, const struct place *p)
{
	wire_str(b, p->file);
	wire_u32(b, p->line);
	wire_u32(b, p->col);
}

static struct place get_place(struct wire *w)
{
	struct place p = { .function = STR("") };
	p.file = wire_get_text(w, PIPE_PATH + 2);
	p.line = wire_get_u32(w);
	p.col = wire_get_u32(w);
	if (p.line > FINDING_LINE_MAX || p.col > FINDING_LINE_MAX)
		w->bad = "an impossible line";
	return p;
}

void link_unit_put(const struct unit_report *u, bool lists, struct buf *b)
{
	wire_str(b, u->driver);
	wire_str(b, u->path);
	wire_u32(b, u->analysed);
	wire_str(b, u->reason);
	wire_u32(b, u->cplusplus);
	wire_u64(b, u->functions);
	wire_u64(b, u->ops);
	wire_u64(b, u->opaque_ops);
	wire_u64(b, u->functions_affected);
	wire_f64(b, u->parse_ms);
	wire_u64(b, u->peak_kib);
	wire_u32(b, lists ? (uint32_t)u->guesses.n : 0);
	for (size_t i = 0; lists && i < u->guesses.n; i++) {
		const struct guess_report *g = &u->guesses.v[i];
		wire_str(b, g->kind);
		wire_str(b, g->name);
		wire_str(b, g->why);
		put_place(b, &g->at);
	}
	wire_u32(b, lists ? (uint32_t)u->diags.n : 0);
	for (size_t i = 0; lists && i < u->diags.n; i++) {
		wire_str(b, u->diags.v[i].text);
		put_place(b, &u->diags.v[i].at);
	}
}

bool link_unit_get(struct arena *a, struct str payload, struct unit_report *u, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	uint32_t n;
	*u = (struct unit_report){ 0 };
	u->driver = wire_get_text(&w, PIPE_PATH);
	u->path = wire_get_path(&w, false);
	u->analysed = wire_get_bool(&w);
	u->reason = wire_get_text(&w, PIPE_TEXT);
	u->cplusplus = wire_get_bool(&w);
	u->functions = wire_get_u64(&w);
	u->ops = wire_get_u64(&w);
	u->opaque_ops = wire_get_u64(&w);
	u->functions_affected = wire_get_u64(&w);
	u->parse_ms = wire_get_f64(&w);
	u->peak_kib = wire_get_u64(&w);
	n = wire_get_count(&w, PIPE_GUESSES);
	for (uint32_t i = 0; i < n; i++) {
		struct guess_report *g = VEC_PUSH(a, &u->guesses);
		g->kind = wire_get_text(&w, ID_MAX);
		g->name = wire_get_text(&w, PIPE_TEXT);
		g->why = wire_get_text(&w, PIPE_TEXT);
		g->at = get_place(&w);
	}
	n = wire_get_count(&w, PIPE_DIAGS);
	for (uint32_t i = 0; i < n; i++) {
		struct diag_report *d = VEC_PUSH(a, &u->diags);
		d->text = wire_get_text(&w, PIPE_TEXT);
		d->at = get_place(&w);
	}
	return ended(&w, "a unit", e);
}

void link_end_put(const struct link_end *end, struct buf *b)
{
	wire_u32(b, end->error.code);
	wire_str(b, str_from(end->error.code ? end->error.text : ""));
	wire_f64(b, end->elapsed_ms);
	wire_u64(b, end->peak_kib);
	wire_u64(b, end->unaffected);
}

bool link_end_get(struct arena *a, struct str payload, struct link_end *end, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	uint32_t code = wire_get_u32(&w);
	struct str text = wire_get_text(&w, sizeof end->error.text - 1);
	*end = (struct link_end){ 0 };
	if (code >= ERR_CODES)
		w.bad = "an unknown error";
	if (code)
		err_set(&end->error, (enum err_code)code, STR_FMT, STR_ARG(text));
	end->elapsed_ms = wire_get_f64(&w);
	end->peak_kib = wire_get_u64(&w);
	end->unaffected = wire_get_u64(&w);
	return ended(&w, "the end", e);
}
