/* Symbols and locations. */
#include "base/hash.h"
#include "flow/machine.h"

uint32_t sym_new(struct machine *m, enum sym_kind k, const struct ir_op *op)
{
	struct sym *s = m->syms.n < m->syms.cap ? &m->syms.v[m->syms.n++] : VEC_PUSH(m->ta, &m->syms);
	*s = (struct sym){ .kind = k, .op = op, .callee = MODEL_NONE };
	return (uint32_t)(m->syms.n - 1);
}

struct val val_sym(struct machine *m, enum sym_kind k, const struct ir_op *op)
{
	return v_of(V_SYM, sym_new(m, k, op));
}

const struct sym *val_symp(const struct machine *m, struct val v)
{
	return v.kind == V_SYM ? &m->syms.v[v.id] : NULL;
}

static bool add_alt(struct machine *m, struct sym *s, struct val v)
{
	for (unsigned i = 0; i < s->n_alts; i++)
		if (v_same(s->alts[i], v))
			return true;
	if (s->n_alts == SYM_ALTS) {
		s->alts_all = false;
		return false;
	}
	if (!s->alts)
		s->alts = ARENA_ARRAY(m->ra, struct val, SYM_ALTS);
	s->alts[s->n_alts++] = v;
	return true;
}

static void add_alts_of(struct machine *m, uint32_t id, struct val v)
{
	const struct sym *from = val_symp(m, v);
	if (from && from->kind == S_PHI) {
		struct sym copy = *from;
		for (unsigned i = 0; i < copy.n_alts; i++)
			add_alt(m, &m->syms.v[id], copy.alts[i]);
		if (!copy.alts_all)
			m->syms.v[id].alts_all = false;
	} else if (v.kind == V_UNKNOWN) {
		m->syms.v[id].alts_all = false;
	} else {
		add_alt(m, &m->syms.v[id], v);
	}
}

struct val val_phi(struct machine *m, struct val a, struct val b)
{
	if (v_same(a, b))
		return a;
	uint64_t key = hash_mix(hash_mix(hash_mix(hash_mix(a.kind, a.id), (uint64_t)a.num), b.kind * 977u + b.id),
				(uint64_t)b.num);
	uint64_t *known = map_put(m->phis, key);
	if (*known)
		return v_of(V_SYM, (uint32_t)*known);
	uint32_t id = sym_new(m, S_PHI, NULL);
	m->syms.v[id].alts_all = true;
	add_alts_of(m, id, a);
	add_alts_of(m, id, b);
	const struct sym *sa = val_symp(m, a), *sb = val_symp(m, b);
	if (sa && sb && sa->kind == S_IRQL_SAVED && sb->kind == S_IRQL_SAVED) {
		struct sym *s = &m->syms.v[id];
		s->kind = S_IRQL_SAVED;
		s->range = irql_hull(sa->range, sb->range);
		s->range_known = sa->range_known && sb->range_known;
		s->range_assumed = sa->range_assumed || sb->range_assumed;
		s->why = sa->why;
	}
	*known = id;
	return v_of(V_SYM, id);
}

uint32_t loc_intern(struct machine *m, struct loc l)
{
	uint64_t key = hash_mix(hash_mix(hash_mix(hash_mix(l.kind, l.parent), l.id), l.a), (uint64_t)l.n);
	uint64_t *known = map_put(m->loc_ids, key);
	if (*known)
		return (uint32_t)*known - 1;
	uint32_t id = (uint32_t)m->locs.n;
	l.root = l.parent == UINT32_MAX ? id : m->locs.v[l.parent].root;
	*VEC_PUSH(m->ta, &m->locs) = l;
	struct owner o = { .root = l.root };
	if (l.parent != UINT32_MAX) {
		o.frame = m->owners.v[l.root].frame;
		o.var = m->owners.v[l.root].var;
		o.many = m->owners.v[l.parent].many || (l.kind == L_INDEX && l.n < 0);
		m->owners.v[l.parent].has_inside = true;
	} else if (l.kind == L_LOCAL) {
		o.frame = l.a + 1;
		o.var = l.id;
	}
	*VEC_PUSH(m->ta, &m->owners) = o;
	*known = id + 1;
	return id;
}

uint32_t loc_local(struct machine *m, const struct act *a, uint32_t var)
{
	if (!a->locals[var])
		a->locals[var] = 1 + loc_intern(m, (struct loc){ .kind = L_LOCAL,
								 .parent = UINT32_MAX,
								 .id = var,
								 .a = a->depth << 24 | a->fn,
								 .unit = a->u,
								 .type = a->ir->vars.v[var].type });
	return a->locals[var] - 1;
}

uint32_t loc_field(struct machine *m, uint32_t base, name_id record, name_id name, const struct ir_unit *u, ir_type t)
{
	uint32_t f = record ? model_field(m->model, record, name)->id : 0;
	return loc_intern(m,
			  (struct loc){ .kind = L_FIELD, .parent = base, .a = name, .field = f, .unit = u, .type = t });
}

uint32_t loc_index(struct machine *m, uint32_t base, int64_t n, const struct ir_unit *u, ir_type t)
{
	return loc_intern(m, (struct loc){ .kind = L_INDEX,
					   .parent = base,
					   .n = n,
					   .field = m->locs.v[base].field,
					   .unit = u,
					   .type = t });
}

uint32_t loc_of_pointer(struct machine *m, struct val p, const struct ir_unit *u, ir_type t)
{
	if (p.kind == V_ADDR)
		return p.id;
	if (p.kind == V_OBJ)
		return loc_intern(m, (struct loc){
					     .kind = L_OBJ, .parent = UINT32_MAX, .id = p.id, .unit = u, .type = t });
	uint32_t sym = p.kind == V_SYM ? p.id : sym_new(m, S_FRESH, NULL);
	if (!m->syms.v[sym].pointee) {
		struct loc l = { .kind = L_PTR, .parent = UINT32_MAX, .id = sym, .unit = u, .type = t };
		m->syms.v[sym].pointee = 1 + loc_intern(m, l);
	}
	return m->syms.v[sym].pointee - 1;
}

bool loc_within(const struct machine *m, uint32_t loc, uint32_t outer)
{
	for (; loc != UINT32_MAX; loc = m->locs.v[loc].parent)
		if (loc == outer)
			return true;
	return false;
}

bool loc_is_local(const struct machine *m, uint32_t loc)
{
	return m->owners.v[loc].frame != 0;
}

/*
 * Pass collect explores a root again when members that it read hold more than they did. Of a load that nobody asked for
 * what it may be, nothing depends on that.
 */
void field_asked(struct machine *m, const struct sym *y)
{
	uint32_t field = y->field;
	if (m->check || y->kind != S_LOAD || !field || loc_is_local(m, y->loc))
		return;
	while (m->field_run.n <= field)
		*VEC_PUSH(m->a, &m->field_run) = 0;
	if (m->field_run.v[field] == m->run)
		return;
	m->field_run.v[field] = m->run;
	*VEC_PUSH(m->a, &m->read_fields) = (struct field_read){ field, model_field_stamp(&m->model->fields.v[field]) };
}

static void leaves(struct machine *m, struct val v, struct val *out, size_t max, size_t *n, bool *all, unsigned depth)
{
	const struct sym *s = val_symp(m, v);
	if (s && s->kind == S_LOAD)
		field_asked(m, s);
	if (s && s->n_alts && depth < 4) {
		for (unsigned i = 0; i < s->n_alts; i++)
			leaves(m, s->alts[i], out, max, n, all, depth + 1);
		if (!s->alts_all)
			*all = false;
		return;
	}
	if (s || v.kind == V_UNKNOWN) {
		*all = false;
		return;
	}
	for (size_t i = 0; i < *n; i++)
		if (v_same(out[i], v))
			return;
	if (*n < max)
		out[(*n)++] = v;
	else
		*all = false;
}

size_t val_leaves(struct machine *m, struct val v, struct val *out, size_t max, bool *all)
{
	size_t n = 0;
	*all = true;
	leaves(m, v, out, max, &n, all, 0);
	return n;
}

uint32_t val_obj(struct machine *m, struct val v)
{
	struct val l[2];
	bool all;
	if (v.kind == V_OBJ)
		return v.id;
	size_t n = val_leaves(m, v, l, 2, &all);
	if (n == 2 && l[0].kind == V_INT && l[0].num == 0)
		l[0] = l[1], n = 1; /* "or NULL" */
	else if (n == 2 && l[1].kind == V_INT && l[1].num == 0)
		n = 1;
	return n == 1 && all && l[0].kind == V_OBJ ? l[0].id : 0;
}

struct val val_entity(struct machine *m, struct val v)
{
	uint32_t o = val_obj(m, v);
	return o ? v_of(V_OBJ, o) : v;
}
