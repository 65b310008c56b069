#include "pipeline/pipeline.h"
#include "pipeline/protocol.h"
#include "pipeline/wire.h"

enum { MACROS = 4096, INCLUDES = 1024, NAMES = 4096, VERSION_MAX = 1000, SKIPPED = 250000 };

static void put_strs(struct buf *b, const struct str *v, size_t n)
{
	wire_u32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		wire_str(b, v[i]);
}

static void put_unit(struct buf *b, const struct plan_unit *u)
{
	wire_str(b, u->path);
	wire_str(b, u->library);
	wire_u32(b, u->cplusplus);
	wire_u32(b, u->standard);
	put_strs(b, u->includes.v, u->includes.n);
	wire_u32(b, (uint32_t)u->macros.n);
	for (size_t i = 0; i < u->macros.n; i++) {
		wire_str(b, u->macros.v[i].name);
		wire_str(b, u->macros.v[i].value);
	}
	put_strs(b, u->undefs.v, u->undefs.n);
	put_strs(b, u->forced.v, u->forced.n);
}

static void put_driver(struct buf *b, const struct plan_driver *d)
{
	wire_str(b, d->name);
	wire_str(b, d->project);
	wire_str(b, d->config);
	put_strs(b, d->configs.v, d->configs.n);
	wire_u32(b, d->framework);
	wire_u32(b, d->framework_guessed);
	wire_u32(b, d->fw_major);
	wire_u32(b, d->fw_minor);
	wire_u32(b, d->driver);
	wire_u32(b, d->unaffected);
	wire_str(b, d->why_not);
	wire_u32(b, (uint32_t)d->units.n);
	for (size_t i = 0; i < d->units.n; i++)
		put_unit(b, &d->units.v[i]);
	wire_u32(b, (uint32_t)d->wpp.n);
	for (size_t i = 0; i < d->wpp.n; i++) {
		wire_str(b, d->wpp.v[i].name);
		wire_str(b, d->wpp.v[i].words);
	}
	put_strs(b, d->generated.v, d->generated.n);
	put_strs(b, d->infs.v, d->infs.n);
	put_strs(b, d->notes.v, d->notes.n);
	wire_u32(b, (uint32_t)d->facts.n);
	for (size_t i = 0; i < d->facts.n; i++) {
		wire_u32(b, d->facts.v[i].kind);
		wire_str(b, d->facts.v[i].file);
		wire_u32(b, d->facts.v[i].line);
		wire_str(b, d->facts.v[i].name);
		wire_str(b, d->facts.v[i].value);
	}
}

void plan_put(const struct plan *p, struct buf *out)
{
	wire_u32(out, (uint32_t)p->drivers.n);
	for (size_t i = 0; i < p->drivers.n; i++)
		put_driver(out, &p->drivers.v[i]);
	put_strs(out, p->notes.v, p->notes.n);
	put_strs(out, p->skipped.v, p->skipped.n);
}

/* Each kind of string into its list. A macro as a template would hide the types; the lists are all VEC(struct str). */
typedef struct str get_one(struct wire *w);

static struct str one_text(struct wire *w)
{
	return wire_get_text(w, PIPE_TEXT);
}

static struct str one_bytes(struct wire *w)
{
	return wire_get_bytes(w, PIPE_PATH);
}

/* The root itself is "". What leads elsewhere could not be read anyway, and is taken for the root. */
static struct str one_path(struct wire *w)
{
	struct str s = wire_get_bytes(w, PIPE_PATH);
	return path_good(s) ? s : STR("");
}

static struct str *get_strs(struct wire *w, get_one *get, uint32_t max, size_t *n)
{
	uint32_t count = wire_get_count(w, max);
	struct str *v = ARENA_ARRAY(w->a, struct str, count + 1);
	for (uint32_t i = 0; i < count; i++)
		v[i] = get(w);
	*n = count;
	return v;
}
#define GET_STRS(w, get, max, list) ((list)->v = get_strs((w), (get), (max), &(list)->n), (list)->cap = (list)->n)

static void get_unit(struct wire *w, struct plan_unit *u)
{
	uint32_t n;
	u->path = wire_get_path(w, false);
	u->library = wire_get_path(w, true);
	u->cplusplus = wire_get_bool(w);
	u->standard = wire_get_u32(w);
	GET_STRS(w, one_path, INCLUDES, &u->includes);
	n = wire_get_count(w, MACROS);
	for (uint32_t i = 0; i < n; i++) {
		struct plan_macro m;
		m.name = wire_get_bytes(w, PIPE_PATH);
		m.value = wire_get_bytes(w, PIPE_TEXT);
		*VEC_PUSH(w->a, &u->macros) = m;
	}
	GET_STRS(w, one_bytes, MACROS, &u->undefs);
	GET_STRS(w, one_bytes, INCLUDES, &u->forced);
}

static void get_driver(struct wire *w, struct plan_driver *d, uint32_t *units)
{
	uint32_t n, fw;
	d->name = wire_get_text(w, PIPE_PATH);
	d->project = wire_get_path(w, true);
	d->config = wire_get_text(w, PIPE_PATH);
	GET_STRS(w, one_text, NAMES, &d->configs);
	fw = wire_get_u32(w);
	if (fw > PLAN_UMDF)
		w->bad = "an unknown framework";
	d->framework = (enum plan_framework)fw;
	d->framework_guessed = wire_get_bool(w);
	d->fw_major = wire_get_u32(w);
	d->fw_minor = wire_get_u32(w);
	if (d->fw_major > VERSION_MAX || d->fw_minor > VERSION_MAX)
		w->bad = "an impossible framework version";
	d->driver = wire_get_bool(w);
	d->unaffected = wire_get_bool(w);
	d->why_not = wire_get_text(w, PIPE_TEXT);
	n = wire_get_count(w, PIPE_UNITS - *units);
	for (uint32_t i = 0; i < n && !w->bad; i++)
		get_unit(w, VEC_PUSH(w->a, &d->units));
	*units += n;
	n = wire_get_count(w, NAMES);
	for (uint32_t i = 0; i < n; i++) {
		struct plan_wpp *t = VEC_PUSH(w->a, &d->wpp);
		t->name = wire_get_bytes(w, PIPE_PATH);
		t->words = wire_get_bytes(w, PIPE_TEXT);
	}
	GET_STRS(w, one_bytes, NAMES, &d->generated);
	GET_STRS(w, one_path, NAMES, &d->infs);
	GET_STRS(w, one_text, PIPE_NOTES, &d->notes);
	n = wire_get_count(w, NAMES);
	for (uint32_t i = 0; i < n && !w->bad; i++) {
		struct plan_fact *f = VEC_PUSH(w->a, &d->facts);
		uint32_t kind = wire_get_u32(w);
		if (kind >= PLAN_FACTS)
			w->bad = "an unknown kind of fact";
		f->kind = (enum plan_fact_kind)kind;
		f->file = one_path(w);
		f->line = wire_get_u32(w);
		f->name = wire_get_text(w, PIPE_PATH);
		f->value = wire_get_text(w, PIPE_TEXT);
	}
}

struct plan *plan_get(struct arena *a, struct str payload, struct err *e)
{
	struct wire w = { .a = a, .p = payload.s, .n = payload.n };
	struct plan *p = ARENA_NEW(a, struct plan);
	uint32_t n = wire_get_count(&w, PIPE_DRIVERS), units = 0;
	for (uint32_t i = 0; i < n && !w.bad; i++)
		get_driver(&w, VEC_PUSH(a, &p->drivers), &units);
	GET_STRS(&w, one_text, PIPE_NOTES, &p->notes);
	GET_STRS(&w, one_text, SKIPPED, &p->skipped);
	if (wire_end(&w))
		return p;
	err_set(e, ERR_CHILD, "the plan holds %s", w.bad ? w.bad : "more than a plan");
	return NULL;
}
