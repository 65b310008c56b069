/*
 * Where the driver's own code gives members of attribute and configuration structures their values. Beside the member a cell
 * is kept that names the assignment; what clears the structure clears it too, so that a value which an *_INIT function gave
 * has no place. A structure that an object was created with is marked: what is assigned to it afterwards is late, and
 * useless unless another create call, or code that is not seen, still gets to read it.
 */
#include "flow/machine.h"

struct set_place {
	const struct ir_op *op;
	struct site at, made; /* made: the create call before it; unit NULL = none */
	name_id record, member;
	const struct fn *creator;
	uint32_t base, run;
	bool used;
};

struct places {
	name_id attributes, records[4], level, scope, created;
	VEC(struct set_place) v;
	struct map *ids;
};

static struct places *places_of(struct machine *m)
{
	static const char *const records[] = { "_WDF_OBJECT_ATTRIBUTES", "_WDF_DPC_CONFIG", "_WDF_TIMER_CONFIG",
					       "_WDF_WORKITEM_CONFIG" };
	struct places *p = m->places;
	if (p)
		return p;
	p = m->places = ARENA_NEW(m->a, struct places);
	for (size_t i = 0; i < 4; i++)
		p->records[i] = model_name(m->model, str_from(records[i]));
	p->attributes = p->records[0];
	p->level = model_name(m->model, STR("ExecutionLevel"));
	p->scope = model_name(m->model, STR("SynchronizationScope"));
	p->created = model_name(m->model, STR("@created"));
	p->ids = map_new(m->a);
	return p;
}

/* The cell beside a member: a location of its own inside the structure, which belongs to no record. */
static uint32_t beside(struct machine *m, uint32_t base, name_id member)
{
	struct str n = model_text(m->model, member);
	return loc_field(m, base, 0, model_name(m->model, textf(m->a, "@" STR_FMT, STR_ARG(n))), m->locs.v[base].unit,
			 0);
}

static uint32_t mark(struct machine *m, uint32_t base)
{
	return loc_field(m, base, 0, places_of(m)->created, m->locs.v[base].unit, 0);
}

/* One for each operation; from 1. */
static size_t place_id(struct machine *m, const struct act *a)
{
	struct places *p = places_of(m);
	uint64_t *id = map_put(p->ids, (uint64_t)(uintptr_t)a->op);
	if (!*id) {
		*VEC_PUSH(m->a, &p->v) = (struct set_place){ .op = a->op, .at = act_site(a) };
		*id = p->v.n;
	}
	return *id;
}

void place_store(struct machine *m, const struct act *a, struct state *s, uint32_t loc)
{
	const struct places *p = places_of(m);
	const struct loc l = m->locs.v[loc];
	name_id record = l.field ? m->model->fields.v[l.field].record : 0;
	if (l.kind != L_FIELD || a->f->model || !record || !loc_is_local(m, loc) ||
	    (record != p->records[0] && record != p->records[1] && record != p->records[2] && record != p->records[3]))
		return;
	size_t id = place_id(m, a);
	struct set_place *x = &places_of(m)->v.v[id - 1];
	x->record = record;
	x->member = l.a;
	x->base = l.parent;
	x->run = m->run;
	state_store(m, s, beside(m, l.parent, l.a), v_int((int64_t)id));
	if (record != p->attributes || (l.a != p->level && l.a != p->scope))
		return;
	struct val made = state_load(m, s, mark(m, l.parent));
	x = &places_of(m)->v.v[id - 1];
	if (made.kind == V_INT && made.num > 0) {
		x->made = places_of(m)->v.v[made.num - 1].at;
		x->creator = places_of(m)->v.v[made.num - 1].creator;
	} else if (made.kind != V_INT) {
		x->used = true; /* created with on some way here only */
	}
}

struct site place_get(struct machine *m, struct state *s, uint32_t base, const char *member)
{
	bool made;
	struct val v = state_peek(m, s, beside(m, base, model_name(m->model, str_from(member))), &made);
	const struct places *p = places_of(m);
	if (v.kind != V_INT || v.num <= 0 || (size_t)v.num > p->v.n)
		return (struct site){ 0 };
	return p->v.v[v.num - 1].at;
}

void place_seen(struct machine *m, uint32_t base)
{
	struct places *p = m->places;
	for (size_t i = 0; p && i < p->v.n; i++)
		if (p->v.v[i].run == m->run && p->v.v[i].base == base)
			p->v.v[i].used = true;
}

static void read_by_create(struct machine *m, struct state *s, uint32_t base, name_id member)
{
	struct val v = state_load(m, s, beside(m, base, member)), leaf[SYM_ALTS];
	bool all;
	size_t n = val_leaves(m, v, leaf, SYM_ALTS, &all);
	struct places *p = places_of(m);
	for (size_t i = 0; i < n; i++)
		if (leaf[i].kind == V_INT && leaf[i].num > 0 && (size_t)leaf[i].num <= p->v.n)
			p->v.v[leaf[i].num - 1].used = true;
	if (!all)
		place_seen(m, base);
}

void place_create(struct machine *m, const struct act *a, struct state *s, uint32_t base, const struct fn *creator)
{
	struct places *p = places_of(m);
	if (!loc_is_local(m, base))
		return;
	read_by_create(m, s, base, p->level);
	read_by_create(m, s, base, p->scope);
	size_t id = place_id(m, a);
	p->v.v[id - 1].creator = creator;
	state_store(m, s, mark(m, base), v_int((int64_t)id));
}

/* A root that was cut short says nothing about what reads a structure later on. */
void places_unsure(struct machine *m)
{
	struct places *p = m->places;
	for (size_t i = 0; p && i < p->v.n; i++)
		p->v.v[i].used |= p->v.v[i].run == m->run;
}

void places_tell(struct machine *m)
{
	struct places *p = m->places;
	for (size_t i = 0; p && i < p->v.n; i++) {
		const struct set_place *x = &p->v.v[i];
		if (x->made.unit && !x->used)
			*VEC_PUSH(m->a, &m->model->late_sets) =
				(struct late_set){ .at = x->at,
						   .made = x->made,
						   .op = x->op,
						   .creator = x->creator ? x->creator->name : STR(""),
						   .member = model_text(m->model, x->member) };
	}
}
