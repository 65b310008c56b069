/* The two passes over a driver. */
#include "flow/check.h"

#include "base/hash.h"
#include "base/map.h"
#include "flow/machine.h"

#include <stdlib.h>

enum { ROUNDS_MAX = 5, STEPS_DEFAULT = 8000 };

static void declared_roots(struct model *m)
{
	for (size_t i = 0; i < m->fns.n; i++) {
		const struct fn *f = &m->fns.v[i];
		if (!f->defined || f->model || str_is(f->name, "<globals>"))
			continue;
		if (str_is(f->name, "DriverEntry") && !f->roles.n) {
			model_root_add(m, f->id, role_find(STR("DRIVER_INITIALIZE")), 0, -1, (struct site){ 0 });
			continue;
		}
		/* A handler that is called by another and never handed over is no way into the driver. */
		for (size_t k = 0; k < f->roles.n && (f->address_taken || !f->callers.n); k++)
			model_root_add(m, f->id, f->roles.v[k], 0, -1, (struct site){ 0 });
		if (!f->roles.n && !f->callers.n && !f->address_taken &&
		    !(f->ir->flags & (IR_FF_STATIC | IR_FF_INLINE)))
			model_root_add(m, f->id, NULL, 0, -1, (struct site){ 0 });
	}
}

/* Functions whose address is taken and which nobody was seen to register, and what nobody calls. */
static void leftover_roots(struct model *m)
{
	for (size_t i = 0; i < m->fns.n; i++) {
		const struct fn *f = &m->fns.v[i];
		if (!f->defined || f->model || str_is(f->name, "<globals>"))
			continue;
		bool root = false;
		for (size_t k = 0; k < m->roots.n && !root; k++)
			root = m->roots.v[k].fn == f->id;
		if (!root && (f->address_taken || !f->callers.n))
			model_root_add(m, f->id, NULL, 0, -1, (struct site){ 0 });
	}
}

static void run_globals(struct machine *m)
{
	for (size_t i = 0; i < m->model->fns.n; i++)
		if (str_is(m->model->fns.v[i].name, "<globals>") && m->model->fns.v[i].ir->blocks.n) {
			struct root r = { .fn = (fn_id)i, .irql = IRQL_ANY, .process = PROC_UNKNOWN };
			run_root(m, &r);
		}
}

/* What the root's last run depended on beside members, as one number. */
static uint64_t depends(const struct model *d, const struct root *r)
{
	uint64_t h = r->object * 31u + (uintptr_t)r->role;
	for (size_t i = 1; r->reads_objects && i < d->objects.n; i++)
		if (d->objects.v[i].kind == OBJ_DEVICE || d->objects.v[i].kind == OBJ_DRIVER ||
		    d->objects.v[i].kind == OBJ_QUEUE)
			h += (i * 8u + d->objects.v[i].parent) * 7919u;
	return h;
}

/* The root itself may have stored more after it asked: then it has to see that, too. */
static bool reads_the_same(const struct model *d, const struct root *r)
{
	for (size_t i = 0; i < r->n_reads; i++)
		if (model_field_stamp(&d->fields.v[r->reads[i].field]) != r->reads[i].stamp)
			return false;
	return true;
}

/* What exploring a root can depend on, but for which object of its kind it is. */
static uint64_t context_of(const struct model *d, const struct root *r)
{
	static const struct object none;
	const struct object *o = r->object ? &d->objects.v[r->object] : &none;
	uint64_t h = hash_mix((uint64_t)r->fn << 32 | (uint32_t)r->major, (uintptr_t)r->role);
	h = hash_mix(h, (uint64_t)r->irql.lo << 32 | (uint64_t)r->irql.hi << 16 | r->process << 4 |
				(uint64_t)r->irql_known << 3 | (uint64_t)r->callback_lock << 2 |
				(uint64_t)r->callback_lock_spin << 1 | (uint64_t)r->no_paging);
	h = hash_mix(h, r->lock_object == r->object ? UINT32_MAX : r->lock_object);
	h = hash_mix(h, (uint64_t)r->filter_pre << 1 | (uint64_t)r->filter_known);
	h = hash_mix(h, (uint64_t)o->kind << 48 | (uint64_t)o->request << 40 | (uint64_t)o->target << 32 | o->parent);
	return hash_mix(h, hash_bytes(o->context.s, o->context.n));
}

/*
 * One callback of many objects (a completion routine set at twenty places) is explored for as many as a load can tell
 * apart, and one more: what the others store changes nothing.
 */
static bool enough_alike(const struct model *d, struct map *alike, const struct root *r)
{
	return r->object && ++*map_put(alike, context_of(d, r)) > FIELD_ALTS + 1;
}

static void run_collect(struct machine *m, size_t i, struct map *alike)
{
	struct model *d = m->model;
	struct root r = d->roots.v[i];
	model_root_context(d, &r);
	r.major_lo = r.major_hi = r.major;
	if (enough_alike(d, alike, &r) || (r.explored && r.seen == depends(d, &r) && reads_the_same(d, &r)))
		return;
	run_root(m, &r);
	struct root *k = &d->roots.v[i]; /* the list may have moved */
	k->reads = ARENA_ARRAY(m->a, struct field_read, m->read_fields.n + 1);
	if (m->read_fields.n)
		memcpy(k->reads, m->read_fields.v, m->read_fields.n * sizeof *k->reads);
	k->n_reads = m->read_fields.n;
	k->reads_objects = m->read_objects;
	k->explored = true;
	k->seen = depends(d, k);
}

static void collect(struct machine *m)
{
	struct model *d = m->model;
	d->round = 1;
	run_globals(m);
	declared_roots(d);
	bool left = false;
	for (; d->round <= ROUNDS_MAX; d->round++) {
		uint32_t before = d->version;
		struct map *alike = map_new(m->a);
		for (size_t i = 0; i < d->roots.n; i++)
			run_collect(m, i, alike);
		if (d->version == before && left)
			break;
		if (d->version == before || d->round >= ROUNDS_MAX - 1) {
			left = true;
			leftover_roots(d);
		}
	}
	for (size_t i = 0; i < d->roots.n; i++)
		model_root_context(d, &d->roots.v[i]);
}

static bool same_context(const struct root *a, const struct root *b)
{
	return a->fn == b->fn && a->role == b->role && irql_same(a->irql, b->irql) && a->irql_known == b->irql_known &&
	       a->process == b->process && a->callback_lock == b->callback_lock &&
	       a->callback_lock_spin == b->callback_lock_spin;
}

/* Explored once for all alike: for which operations that is. */
static void spread_majors(struct model *d, struct root *r)
{
	r->major_lo = r->major_hi = r->major;
	for (size_t k = 0; k < d->roots.n; k++) {
		int major = d->roots.v[k].major;
		if (!same_context(r, &d->roots.v[k]))
			continue;
		r->major_lo = major < r->major_lo ? major : r->major_lo;
		r->major_hi = major > r->major_hi ? major : r->major_hi;
	}
}

static void check(struct machine *m)
{
	struct model *d = m->model;
	m->check = true;
	notify_open(m);
	m->places = NULL; /* pass collect follows less */
	for (size_t i = 0; i < d->roots.n; i++) {
		bool twin = false;
		for (size_t k = 0; k < i && !twin; k++)
			twin = same_context(&d->roots.v[i], &d->roots.v[k]);
		if (twin)
			continue;
		spread_majors(d, &d->roots.v[i]);
		run_root(m, &d->roots.v[i]);
	}
	places_tell(m);
	tell_driver(m);
}

static int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int r = n ? memcmp(a.s, b.s, n) : 0;
	return r ? r : (a.n > b.n) - (a.n < b.n);
}

static int by_place(const void *x, const void *y)
{
	const struct finding *a = x, *b = y;
	int r = str_cmp(a->at.file, b->at.file);
	if (!r)
		r = (a->at.line > b->at.line) - (a->at.line < b->at.line);
	if (!r)
		r = str_cmp(a->rule, b->rule);
	if (!r)
		r = (a->at.col > b->at.col) - (a->at.col < b->at.col);
	return r ? r : str_cmp(a->fact, b->fact);
}

static void count(const struct model *m, struct check_result *out)
{
	out->n_roots = m->roots.n;
	for (size_t i = 0; i < m->fns.n; i++) {
		const struct fn *f = &m->fns.v[i];
		if (!f->defined || f->model)
			continue;
		out->n_functions += !str_is(f->name, "<globals>");
		for (size_t b = 0; b < f->ir->blocks.n; b++)
			for (uint32_t k = 0; k < f->ir->blocks.v[b].n_ops; k++)
				out->n_opaque += f->ir->blocks.v[b].ops[k].kind == IR_OPAQUE;
	}
	for (size_t i = 0; i < m->units.n; i++)
		out->n_guesses += m->units.v[i].u->guesses.n;
}

static void tell_limits(struct arena *a, const struct model *m, struct check_result *out)
{
	static const char *const text[LIMIT_KINDS] = {
		"was too large to follow every path; calls below it were taken by their effects",
		"lies deeper than the call depth that is followed",
		"is recursive; the inner call was taken by its effects",
		"has more distinct states than are kept apart; some were joined", "holds code that could not be read"
	};
	for (size_t i = 0; i < m->limits.n; i++) {
		const struct limit *l = &m->limits.v[i];
		*VEC_PUSH(a, &out->limits) = textf(a, "%s %s", m->fns.v[l->fn].display.s, text[l->kind]);
	}
}

bool flow_check(struct arena *a, struct ir_unit **units, size_t n, const struct driver_info *info,
		const struct check_options *opt, struct check_result *out, struct err *e)
{
	static const struct check_options none;
	struct machine m = { .a = a, .opt = opt ? opt : &none };
	*out = (struct check_result){ 0 };
	if (n == 0)
		return err_set(e, ERR_INPUT, "no translation unit of the driver could be analysed");
	m.model = model_link(a, units, n, info);
	if (m.model->fns.n >= 1u << 24)
		return err_set(e, ERR_TOO_LARGE, "the driver has too many functions");
	m.max_steps = m.opt->max_steps ? m.opt->max_steps : STEPS_DEFAULT;
	m.cfgs = ARENA_ARRAY(a, struct cfg *, m.model->fns.n + 1);
	m.inlined = ARENA_ARRAY(a, uint32_t, m.model->fns.n + 1);
	m.known = ARENA_ARRAY(a, struct known, m.model->fns.n + 1);
	m.finding_ids = map_new(a);
	m.ta = arena_new(0);
	m.ra = arena_new(0);
	m.loc_ids = map_new(m.ta);
	m.phis = map_new(m.ta);
	m.visits = map_new(m.ta);
	for (size_t i = 0; i < m.opt->n_rules; i++)
		m.want_access = m.want_access || m.opt->rules[i]->access;
	bool want = m.want_access;
	m.want_access = false;
	uint32_t limit = m.max_steps;
	m.max_steps = limit / 2; /* what is only collected needs less care */
	collect(&m);
	m.max_steps = limit;
	m.want_access = want;
	check(&m);
	arena_free(m.ra);
	arena_free(m.ta);
	out->model = m.model;
	report_merge(&m);
	for (size_t i = 0; i < m.found.n; i++)
		if (!m.found.v[i].gone)
			*VEC_PUSH(a, &out->findings) = m.found.v[i].f;
	if (out->findings.n > 1)
		qsort(out->findings.v, out->findings.n, sizeof *out->findings.v, by_place);
	count(m.model, out);
	tell_limits(a, m.model, out);
	out->steps = m.model->steps;
	return true;
}
