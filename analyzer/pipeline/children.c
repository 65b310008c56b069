/* What runs inside the jail. Whatever goes wrong here is only worth a sentence to the parent. */
#include "pipeline/pipe_priv.h"

#include "flow/check.h"
#include "pipeline/wire.h"
#include "report/finding_json.h"
#include "rules/registry.h"
#include "source/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

static int done(int out)
{
	struct err e = { 0 };
	return frame_write(out, MSG_DONE, STR(""), &e) ? 0 : 1;
}

static int failed(int out, const struct err *why)
{
	struct err e = { 0 };
	struct buf b;
	buf_init(&b, 4096);
	error_put(why, &b);
	return frame_write(out, MSG_ERROR, buf_view(&b), &e) ? 0 : 1;
}

/* Sends a buffer that must not have overflowed. */
static bool send_buf(int out, uint32_t type, const struct buf *b, const char *what, struct err *e)
{
	if (b->full)
		return err_set(e, ERR_TOO_LARGE, "%s is over its limit of %zu MiB", what, b->max >> 20);
	return frame_write(out, type, buf_view(b), e);
}

/* Nothing, where it is not known. */
static bool send_key(int out, uint32_t type, struct cache_key k, struct err *e)
{
	return !k.known || frame_write(out, type, (struct str){ (const char *)k.b, CACHE_KEY }, e);
}

static struct arena *room(uint32_t mib)
{
	return arena_new((size_t)mib << 20);
}

int child_unpack(void *arg, int out)
{
	struct unpack_arg *u = arg;
	struct arena *a = room(PIPE_UNPACK_MEMORY_MIB);
	struct unpack_result r = { 0 };
	struct err e = { 0 };
	int folder = open(u->into, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0) {
		err_set(&e, ERR_IO, "opening the scratch folder: %s", strerror(errno));
		return failed(out, &e);
	}
	if (!unpack(a, u->fd, folder, &unpack_defaults, &r, &e))
		return failed(out, &e);
	for (size_t i = 0; i < r.notes.n && i < PIPE_NOTES; i++)
		if (!frame_write(out, MSG_NOTE, r.notes.v[i], &e))
			return 1;
	return done(out);
}

/* Names that no report or page could show safely are left out here; the parent would refuse them. */
static void only_plain_paths(struct arena *a, struct plan *p)
{
	for (size_t i = 0; i < p->drivers.n; i++) {
		struct plan_driver *d = &p->drivers.v[i];
		size_t kept = 0;
		if (!path_good(d->project))
			d->project = STR("");
		for (size_t k = 0; k < d->units.n; k++) {
			if (path_good(d->units.v[k].path))
				d->units.v[kept++] = d->units.v[k];
			else
				*VEC_PUSH(a, &p->skipped) = str_from(
					arena_printf(a, STR_FMT ": its name has control characters or is not UTF-8",
						     STR_ARG(d->units.v[k].path)));
			if (kept && !path_good(d->units.v[kept - 1].library))
				d->units.v[kept - 1].library = STR("");
		}
		if (kept == 0 && d->units.n) {
			d->driver = false;
			d->why_not = STR("none of its sources has a name that can be shown");
		}
		d->units.n = kept;
	}
}

int child_plan(void *arg, int out)
{
	const struct pipeline_input *in = ((struct plan_arg *)arg)->in;
	struct arena *a = room(PIPE_PLAN_MEMORY_MIB);
	struct err e = { 0 };
	struct tree *t = tree_open(a, in->root, &e);
	struct plan *p = t ? plan_make_tree(a, t, in->paths, in->n_paths, in->config, in->changed, &e) : NULL;
	struct buf b;
	if (!p)
		return failed(out, &e);
	only_plain_paths(a, p);
	buf_init(&b, (size_t)PIPE_PLAN_MIB << 20);
	plan_put(p, &b);
	if (!send_buf(out, MSG_PLAN, &b, "the plan", &e) ||
	    (((struct plan_arg *)arg)->keep && !send_key(out, MSG_TREE, cache_tree(t), &e)))
		return failed(out, &e);
	return done(out);
}

int child_headers(void *arg, int out)
{
	struct units_arg *h = arg;
	struct err e = { 0 };
	for (size_t i = 0; i < h->n; i++) {
		const struct unit_arg *u = h->units[i];
		if (!front_pch_prepare(u->front, u->driver, u->unit, &e))
			return failed(out, &e);
	}
	return done(out);
}

static bool send_reads(const struct unit_arg *u, int out, struct err *e)
{
	struct arena *a = arena_new(0);
	struct buf b;
	bool good = true;
	buf_init(&b, CACHE_READS_MAX);
	if (cache_reads(cache_reader(a, u->root), front_reads(u->front), u->since_ns, &b))
		good = frame_write(out, MSG_READS, buf_view(&b), e);
	buf_free(&b);
	arena_free(a);
	return good;
}

int child_unit(void *arg, int out)
{
	struct unit_arg *u = arg;
	struct arena *a = room(PIPE_UNIT_MEMORY_MIB);
	struct err e = { 0 };
	struct ir_unit *ir;
	const struct front_stats *st = front_stats(u->front);
	struct buf b;
	ir = front_unit(u->front, a, u->driver, u->unit, &e);
	if (!ir)
		return failed(out, &e);
	if (u->verify && !ir_verify(ir, &e)) {
		err_wrap(&e, "internal error, the IR is not valid");
		return failed(out, &e);
	}
	buf_init(&b, (size_t)PIPE_PLAN_MIB << 20);
	unit_put(ir, st->funcs, st->funcs_affected, st->ops, st->opaque, &b);
	if (!send_buf(out, MSG_UNIT, &b, "the list of guesses", &e) || (u->root && !send_reads(u, out, &e)))
		return failed(out, &e);
	buf_free(&b);
	buf_init(&b, (size_t)PIPE_IR_MIB << 20);
	ir_print(ir, &b);
	return send_buf(out, MSG_IR, &b, "the unit's IR", &e) ? done(out) : failed(out, &e);
}

int child_recall(void *arg, int out)
{
	struct units_arg *r = arg;
	struct cache_reader *reader = cache_reader(room(PIPE_UNIT_MEMORY_MIB), r->root);
	uint64_t left = (uint64_t)PIPE_RECALL_MIB << 20;
	struct err e = { 0 };
	for (size_t i = 0; i < r->n; i++) {
		const struct unit_arg *u = r->units[i];
		struct cache_key parts;
		struct str unit, ir;
		struct buf b;
		void *block;
		bool good;
		if (!u->key.known || !cache_get(r->dir, reader, &u->key, &parts, &block, &unit, &ir))
			continue;
		if (unit.n + ir.n > left) {
			free(block);
			break;
		}
		left -= unit.n + ir.n;
		buf_init(&b, 64);
		wire_u32(&b, (uint32_t)i);
		buf_add(&b, parts.b, CACHE_KEY);
		good = frame_write(out, MSG_RECALL, buf_view(&b), &e) && frame_write(out, MSG_UNIT, unit, &e) &&
		       frame_write(out, MSG_IR, ir, &e);
		buf_free(&b);
		free(block);
		if (!good)
			return 1;
	}
	return done(out);
}

/* Reads what the parse children made; a unit that cannot be read is named and left out. */
static bool read_units(struct check_arg *c, struct arena *a, struct ir_unit **units, size_t *n, int out)
{
	for (size_t i = 0; i < c->n; i++) {
		struct err e = { 0 };
		struct ir_unit *u = c->units[i].ir.n ? ir_read(a, c->units[i].ir, &e) : NULL;
		if (u) {
			units[(*n)++] = u;
		} else if (c->units[i].ir.n) {
			struct buf b;
			bool sent;
			buf_init(&b, 4096);
			unread_put((uint32_t)i, &e, &b);
			sent = frame_write(out, MSG_UNREAD, buf_view(&b), &e);
			buf_free(&b);
			if (!sent)
				return false;
		}
	}
	return true;
}

static bool send_findings(const struct check_result *r, int out, struct err *e)
{
	struct buf b;
	bool good = true;
	buf_init(&b, (size_t)PIPE_MAP_MIB << 20);
	for (size_t i = 0; good && i < r->findings.n && i < PIPE_FINDINGS; i++) {
		struct jsonw w;
		buf_clear(&b);
		jsonw_init(&w, &b);
		finding_write(&w, &r->findings.v[i]);
		good = send_buf(out, MSG_FINDING, &b, "a finding", e);
	}
	buf_clear(&b);
	model_map_json(r->model, &b);
	good = good && send_buf(out, MSG_MAP, &b, "the driver map", e);
	buf_free(&b);
	for (size_t i = 0; good && i < r->limits.n && i < PIPE_NOTES; i++)
		good = frame_write(out, MSG_NOTE, r->limits.v[i], e);
	if (good && r->findings.n > PIPE_FINDINGS)
		good = frame_write(out, MSG_NOTE,
				   STR("more findings than are kept of one driver: the rest is left out"), e);
	return good;
}

static const struct build_fact *facts_of(struct arena *a, const struct plan_driver *d)
{
	struct build_fact *v = ARENA_ARRAY(a, struct build_fact, d->facts.n + 1);
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct plan_fact *f = &d->facts.v[i];
		v[i] = (struct build_fact){ (enum build_fact_kind)f->kind, f->file, f->line, f->name, f->value };
	}
	return v;
}

int child_check(void *arg, int out)
{
	struct check_arg *c = arg;
	struct arena *a = room(PIPE_CHECK_MEMORY_MIB);
	struct ir_unit **units = ARENA_ARRAY(a, struct ir_unit *, c->n + 1);
	const struct plan_driver *d = c->driver;
	struct driver_info info = { .name = d->name,
				    .framework = (enum ir_framework)d->framework,
				    .fw_major = d->fw_major,
				    .fw_minor = d->fw_minor,
				    .notes = d->notes.v,
				    .n_notes = d->notes.n,
				    .config = d->config,
				    .facts = facts_of(a, d),
				    .n_facts = d->facts.n };
	struct check_options opt = { .rules = c->rules, .n_rules = c->n_rules };
	struct check_result r = { 0 };
	struct err e = { 0 };
	size_t n = 0;
	if (!read_units(c, a, units, &n, out))
		return 1;
	if (n == 0) {
		err_set(&e, ERR_INPUT, "none of its units could be read");
		return failed(out, &e);
	}
	if (!flow_check(a, units, n, &info, &opt, &r, &e) || !send_findings(&r, out, &e))
		return failed(out, &e);
	return done(out);
}
