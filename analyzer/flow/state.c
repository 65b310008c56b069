/* The store: what each location holds. Cells are sorted by location. */
#include "flow/machine.h"

struct state *state_new(struct machine *m)
{
	struct state *s = m->free_states;
	if (!s)
		return arena_alloc(m->ra, sizeof *s);
	m->free_states = s->next;
	struct state clean = { .cells = s->cells,
			       .cap_cells = s->cap_cells,
			       .cons = s->cons,
			       .cap_cons = s->cap_cons,
			       .ents = s->ents,
			       .cap_ents = s->cap_ents };
	*s = clean;
	return s;
}

void state_free(struct machine *m, struct state *s)
{
	s->next = m->free_states;
	m->free_states = s;
}

static void *room(struct machine *m, void *old, uint32_t *cap, uint32_t need, size_t elem, uint32_t keep)
{
	if (need <= *cap)
		return old;
	uint32_t c = *cap ? *cap : 16;
	while (c < need)
		c *= 2;
	void *p = arena_alloc(m->ra, c * elem);
	if (keep)
		memcpy(p, old, keep * elem);
	*cap = c;
	return p;
}

struct state *state_copy(struct machine *m, const struct state *s)
{
	struct state *n = state_new(m);
	struct cell *cells = room(m, n->cells, &n->cap_cells, s->n_cells, sizeof *cells, 0);
	struct cons *cons = room(m, n->cons, &n->cap_cons, s->n_cons, sizeof *cons, 0);
	struct ent *ents = room(m, n->ents, &n->cap_ents, s->n_ents, sizeof *ents, 0);
	uint32_t cc = n->cap_cells, cn = n->cap_cons, ce = n->cap_ents;
	if (s->n_cells)
		memcpy(cells, s->cells, s->n_cells * sizeof *cells);
	if (s->n_cons)
		memcpy(cons, s->cons, s->n_cons * sizeof *cons);
	if (s->n_ents)
		memcpy(ents, s->ents, s->n_ents * sizeof *ents);
	*n = *s;
	n->cells = cells;
	n->cons = cons;
	n->ents = ents;
	n->cap_cells = cc;
	n->cap_cons = cn;
	n->cap_ents = ce;
	n->next = NULL;
	return n;
}

static uint32_t place(const struct state *s, uint32_t loc)
{
	uint32_t lo = 0, hi = s->n_cells;
	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (s->cells[mid].loc < loc)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void put(struct machine *m, struct state *s, uint32_t loc, struct val v)
{
	uint32_t i = place(s, loc);
	if (i < s->n_cells && s->cells[i].loc == loc) {
		s->cells[i].v = v;
		return;
	}
	s->cells = room(m, s->cells, &s->cap_cells, s->n_cells + 1, sizeof *s->cells, s->n_cells);
	memmove(&s->cells[i + 1], &s->cells[i], (s->n_cells - i) * sizeof *s->cells);
	s->cells[i] = (struct cell){ loc, v };
	s->n_cells++;
}

static bool is_const_global(const struct machine *m, const struct loc *l)
{
	const struct loc *root = &m->locs.v[l->root];
	const struct gvar *g = root->kind == L_GLOBAL ? &m->model->globals.v[root->id] : NULL;
	return g && (g->unit->globals.v[g->index].flags & IR_GF_CONST);
}

static void origins_of(struct machine *m, struct sym *y, const struct field *f)
{
	y->alts_all = !f->unknown;
	if (f->from.n)
		y->alts = ARENA_ARRAY(m->ra, struct val, SYM_ALTS);
	for (size_t i = 0; i < f->from.n; i++) {
		const struct origin *o = &f->from.v[i];
		if (o->kind == ORG_NULL)
			continue;
		y->alts[y->n_alts++] =
			o->kind == ORG_INT ? v_int(o->num) : v_of(o->kind == ORG_FN ? V_FUNC : V_OBJ, o->id);
	}
}

/* What nothing on this path has written: from what the whole driver stores there. */
static struct val from_model(struct machine *m, uint32_t loc)
{
	const struct loc *l = &m->locs.v[loc];
	uint32_t field = l->kind == L_GLOBAL ? m->model->globals.v[l->id].field : l->field;
	uint32_t id = sym_new(m, S_LOAD, NULL);
	struct sym *y = &m->syms.v[id];
	y->loc = loc;
	y->field = field;
	const struct field *f = field ? &m->model->fields.v[field] : NULL;
	if (!f || loc_is_local(m, loc) || f->from.n > SYM_ALTS)
		return v_of(V_SYM, id);
	origins_of(m, y, f);
	if (l->kind == L_GLOBAL && is_const_global(m, l)) {
		field_asked(m, y);
		if (y->n_alts == 1 && y->alts_all && f->from.n == 1)
			return y->alts[0];
	}
	/* Numbers: the zero of fresh memory is one more possibility. */
	for (unsigned i = 0; i < y->n_alts; i++)
		if (y->alts[i].kind == V_INT)
			y->n_alts = 0, y->alts_all = false;
	return v_of(V_SYM, id);
}

/* Memory that no path has written holds one value for all paths: what it held when the root was entered. */
static struct val initial(struct machine *m, uint32_t loc)
{
	const struct owner o = m->owners.v[loc];
	if (o.frame || o.many)
		return from_model(m, loc);
	if (o.initial)
		return v_of(V_SYM, o.initial);
	struct val v = from_model(m, loc);
	if (v.kind == V_SYM)
		m->owners.v[loc].initial = v.id;
	return v;
}

bool state_zeroed(const struct machine *m, const struct state *s, uint32_t loc)
{
	for (uint32_t up = m->locs.v[loc].parent; up != UINT32_MAX; up = m->locs.v[up].parent) {
		uint32_t i = place(s, up);
		if (i < s->n_cells && s->cells[i].loc == up)
			return s->cells[i].v.kind == V_ZERO;
	}
	return false;
}

struct val state_peek(struct machine *m, struct state *s, uint32_t loc, bool *made)
{
	*made = false;
	uint32_t i = place(s, loc);
	if (i < s->n_cells && s->cells[i].loc == loc)
		return s->cells[i].v.kind == V_ZERO ? v_int(0) : s->cells[i].v;
	for (uint32_t up = m->locs.v[loc].parent; up != UINT32_MAX; up = m->locs.v[up].parent) {
		i = place(s, up);
		if (i < s->n_cells && s->cells[i].loc == up) {
			if (s->cells[i].v.kind == V_ZERO)
				return v_int(0);
			*made = true;
			return val_sym(m, S_FRESH, NULL);
		}
	}
	*made = true;
	return initial(m, loc);
}

struct val state_load(struct machine *m, struct state *s, uint32_t loc)
{
	bool made;
	struct val v = state_peek(m, s, loc, &made);
	if (v.kind == V_UNKNOWN) { /* clobbered: from now on one unknown value, unless it is a whole structure */
		const struct loc *l = &m->locs.v[loc];
		enum ir_type_kind k = l->type ? l->unit->types.v[l->type].kind : IR_T_UNKNOWN;
		if (k == IR_T_RECORD || k == IR_T_ARRAY)
			return v;
		v = val_sym(m, S_FRESH, NULL);
		made = true;
	}
	if (made && !(m->locs.v[loc].kind == L_INDEX && m->locs.v[loc].n < 0))
		put(m, s, loc, v);
	return v;
}

static void drop_inside(struct machine *m, struct state *s, uint32_t loc)
{
	const struct owner *owners = m->owners.v;
	uint32_t k = owners[loc].has_inside ? place(s, loc + 1) : s->n_cells; /* numbered outermost first */
	for (uint32_t i = k; i < s->n_cells; i++) {
		uint32_t l = s->cells[i].loc;
		if (owners[l].root == owners[loc].root && loc_within(m, l, loc))
			continue;
		s->cells[k++] = s->cells[i];
	}
	s->n_cells = k;
}

void state_store(struct machine *m, struct state *s, uint32_t loc, struct val v)
{
	const struct loc *l = &m->locs.v[loc];
	if (l->kind == L_INDEX && l->n < 0) { /* some element: all of them may have changed */
		drop_inside(m, s, l->parent);
		put(m, s, l->parent, (struct val){ .kind = V_UNKNOWN });
		return;
	}
	if (l->type) {
		enum ir_type_kind k = l->unit->types.v[l->type].kind;
		if (k == IR_T_RECORD || k == IR_T_ARRAY || k == IR_T_UNKNOWN)
			drop_inside(m, s, loc);
	}
	put(m, s, loc, v);
}

void state_clobber(struct machine *m, struct state *s, uint32_t loc, const struct ir_op *op)
{
	(void)op;
	drop_inside(m, s, loc);
	put(m, s, loc, (struct val){ .kind = V_UNKNOWN });
}

/* to = from, where both are whole structures. */
void state_copy_aggregate(struct machine *m, struct state *s, uint32_t to, uint32_t from)
{
	drop_inside(m, s, to);
	bool made;
	uint32_t i = place(s, from);
	bool whole = i < s->n_cells && s->cells[i].loc == from;
	struct val v = whole ? s->cells[i].v : state_peek(m, s, from, &made);
	put(m, s, to,
	    v.kind == V_INT && v.num == 0 ? v_of(V_ZERO, 0)
	    : v.kind == V_ZERO		  ? v
					  : (struct val){ .kind = V_UNKNOWN });
	for (uint32_t k = 0, n = s->n_cells; k < n && n < 4096; k++) {
		uint32_t l = s->cells[k].loc;
		const struct loc *at = &m->locs.v[l];
		if (at->parent != from)
			continue;
		struct loc copy = *at;
		struct val held = s->cells[k].v;
		copy.parent = to;
		uint32_t dst = loc_intern(m, copy);
		put(m, s, dst, held);
		n = s->n_cells;
		if (dst <= l)
			k = place(s, l);
	}
}

bool state_has(const struct state *s, uint32_t loc, struct val *v)
{
	uint32_t i = place(s, loc);
	if (i >= s->n_cells || s->cells[i].loc != loc)
		return false;
	*v = s->cells[i].v;
	return v->kind != V_UNKNOWN;
}

static void drop_cell(struct state *s, uint32_t loc)
{
	uint32_t i = place(s, loc);
	if (i >= s->n_cells || s->cells[i].loc != loc)
		return;
	s->n_cells--;
	memmove(&s->cells[i], &s->cells[i + 1], (s->n_cells - i) * sizeof *s->cells);
}

/* Mostly a condition's temporary and little else; false = all cells have to be looked at. */
static bool drop_listed(const struct machine *m, const struct act *a, struct state *s, const struct dying *d)
{
	if (d->n > DYING_FEW)
		return false;
	for (uint32_t i = 0; i < d->n; i++)
		if (a->locals[d->var[i]] && m->owners.v[a->locals[d->var[i]] - 1].has_inside)
			return false;
	for (uint32_t i = 0; i < d->n; i++)
		if (a->locals[d->var[i]])
			drop_cell(s, a->locals[d->var[i]] - 1);
	return true;
}

/* Locals that nothing will read any more: fewer differences between states. */
void state_drop_dead(struct machine *m, const struct act *a, struct state *s, uint32_t bb)
{
	const struct cfg *c = a->cfg;
	const uint64_t *live = c->live + (size_t)bb * c->n_words;
	const struct owner *owners = m->owners.v;
	const uint32_t frame = (a->depth << 24 | a->fn) + 1;
	uint32_t k = 0;
	if (drop_listed(m, a, s, &c->dying[bb]))
		return;
	for (uint32_t i = 0; i < s->n_cells; i++) {
		const struct owner o = owners[s->cells[i].loc];
		if (o.frame == frame && !((live[o.var / 64] | c->pinned[o.var / 64]) >> o.var % 64 & 1))
			continue;
		if (k != i)
			s->cells[k] = s->cells[i];
		k++;
	}
	s->n_cells = k;
}

void state_drop_frame(struct machine *m, struct state *s, uint32_t depth)
{
	uint32_t k = 0;
	for (uint32_t i = 0; i < s->n_cells; i++) {
		const struct owner o = m->owners.v[s->cells[i].loc];
		if (!o.frame || (o.frame - 1) >> 24 < depth)
			s->cells[k++] = s->cells[i];
	}
	s->n_cells = k;
}

struct ent *state_ent(struct machine *m, struct state *s, struct val key, enum ent_kind k, bool make)
{
	key = val_entity(m, key);
	for (uint32_t i = 0; i < s->n_ents; i++)
		if (s->ents[i].kind == k && v_same(s->ents[i].key, key))
			return &s->ents[i];
	if (!make || (key.kind != V_OBJ && key.kind != V_SYM))
		return NULL;
	s->ents = room(m, s->ents, &s->cap_ents, s->n_ents + 1, sizeof *s->ents, s->n_ents);
	struct ent *e = &s->ents[s->n_ents++];
	*e = (struct ent){ .key = key, .kind = k };
	if (k == E_REQUEST) {
		e->r.completion = TRI_MAYBE;
		e->r.format = FMT_UNKNOWN;
		e->r.completion_fn = MODEL_NONE;
		e->r.formatter = MODEL_NONE;
		e->r.owned = true;
		const struct object *o = key.kind == V_OBJ ? model_object(m->model, key.id) : NULL;
		e->r.origin = o ? o->request : REQ_UNKNOWN;
	}
	return e;
}
