/* When states may be joined, and joining them. */
#include "base/hash.h"
#include "flow/machine.h"

#include <stdlib.h>

enum { APART = 4 /* kept apart whatever they hold */, MOST = 8, APART_COLLECT = 1, MOST_COLLECT = 4 };

static uint64_t val_class(const struct machine *m, const struct state *s, struct val v)
{
	if (v.kind == V_INT)
		return v.num < 0 ? 1 : v.num == 0 ? 2 : 3;
	if (v.kind == V_UNKNOWN)
		return 0;
	struct cons c = cons_get(m, s, v);
	return c.hi < 0 ? 1 : c.lo == 0 && c.hi == 0 ? 2 : c.lo > 0 ? 3 : c.nonzero ? 4 : c.lo >= 0 ? 5 : 0;
}

static uint64_t req_hash(const struct machine *m, const struct state *s, const struct req *r)
{
	uint64_t flags = (uint64_t)r->send_failed | r->changed_target << 1 | r->owned << 2 | r->completed << 3 |
			 r->enqueued << 4 | r->forwarded << 5 | r->cancelable << 6 | r->reused << 7 | r->escaped << 8 |
			 r->deleted << 9 | r->status_read << 10 | r->timer << 11 | r->locked << 12 | r->unsafe << 13 |
			 r->made_here << 14;
	uint64_t h = hash_mix(flags, (uint64_t)r->format << 8 | (uint64_t)r->sent << 4 | (uint64_t)r->completion);
	h = hash_mix(h, r->format_target.kind * 31u + r->format_target.id);
	return hash_mix(h, r->format == FMT_TARGET ? val_class(m, s, r->format_status) : 0);
}

uint64_t state_key(struct machine *m, const struct act *a, const struct state *s, bool with_ret, bool with_vars)
{
	uint64_t h =
		hash_mix((uint64_t)s->irql.lo << 8 | (uint64_t)s->irql.hi << 4 | (uint64_t)s->irql_known |
				 (uint64_t)s->irql_assumed << 1,
			 (uint64_t)s->process << 16 | s->attached << 8 | s->guarded << 2 | (uint64_t)s->user_checked);
	for (uint32_t i = 0; i < s->n_locks; i++)
		h = hash_mix(h, (uint64_t)s->locks[i]->h.kind << 32 |
					(s->locks[i]->h.lock.id * 8u + s->locks[i]->h.lock.kind));
	if (!with_vars)
		return h;
	for (uint32_t i = 0; i < s->n_ents; i++) {
		const struct ent *e = &s->ents[i];
		uint64_t x = hash_mix(e->key.id, e->key.kind * 2u + e->kind);
		h += e->kind == E_REQUEST ? hash_mix(x, req_hash(m, s, &e->r))
					  : hash_mix(x, (uint64_t)e->t.open * 8 + val_class(m, s, e->t.status));
	}
	if (with_ret)
		return hash_mix(h, val_class(m, s, s->ret));
	for (uint32_t i = 0; i < a->cfg->n_key_vars; i++) {
		struct val v;
		h = hash_mix(h, state_has(s, loc_local(m, a, a->cfg->key_vars[i]), &v) ? val_class(m, s, v) : 9);
	}
	return h;
}

static struct cons hull(struct cons a, struct cons b)
{
	struct cons c = { .sym = a.sym };
	c.lo = a.lo < b.lo ? a.lo : b.lo;
	c.hi = a.hi > b.hi ? a.hi : b.hi;
	c.bits = a.bits & b.bits & ~(a.ones ^ b.ones);
	c.ones = a.ones & c.bits;
	c.nonzero = a.nonzero && b.nonzero;
	c.tested = a.tested && b.tested;
	return c;
}

static bool says_something(const struct cons *c)
{
	return c->nonzero || c->tested || c->bits || c->lo != INT64_MIN || c->hi != INT64_MAX;
}

struct join {
	struct machine *m;
	struct state *a, *b;
	uint32_t head, tail; /* cells that both begin and end with */
	bool changed, widen;
};

static void join_cell(struct join *j, uint32_t loc, struct val va, struct val vb)
{
	struct machine *m = j->m;
	struct val v;
	if (v_same(va, vb)) {
		v = va;
	} else if (va.kind == V_ZERO || vb.kind == V_ZERO || va.kind == V_UNKNOWN || vb.kind == V_UNKNOWN) {
		v = (struct val){ .kind = V_UNKNOWN };
	} else if (j->widen && (va.kind == V_INT || vb.kind == V_INT)) {
		v = val_sym(m, S_FRESH, NULL);
	} else {
		v = val_phi(m, va, vb);
		struct cons c = hull(cons_get(m, j->a, va), cons_get(m, j->b, vb));
		if (v.kind == V_SYM && !j->widen && says_something(&c)) {
			c.sym = v.id;
			*VEC_PUSH(m->ta, &m->tmp_cons) = c;
		}
	}
	if (!v_same(v, va))
		j->changed = true;
	*VEC_PUSH(m->ta, &m->tmp_cells) = (struct cell){ loc, v };
}

/* One side has a cell, the other has not: what would the other read? */
static void join_lone(struct join *j, const struct cell *c, struct state *other, bool in_a)
{
	struct val v = c->v, o = v;
	if (v.kind == V_ZERO || v.kind == V_UNKNOWN) {
		join_cell(j, c->loc, in_a ? v : (struct val){ .kind = V_UNKNOWN },
			  in_a ? (struct val){ .kind = V_UNKNOWN } : v);
		return;
	}
	const struct sym *y = val_symp(j->m, v);
	if (state_zeroed(j->m, other, c->loc)) {
		o = v_int(0);
	} else if (!y || (y->kind != S_FRESH && (y->kind != S_LOAD || y->loc != c->loc))) {
		bool made;
		if (loc_is_local(j->m, c->loc))
			return; /* not set on one side: not known */
		o = state_peek(j->m, other, c->loc, &made);
	}
	join_cell(j, c->loc, in_a ? v : o, in_a ? o : v);
}

static bool same_cell(const struct cell *x, const struct cell *y)
{
	return x->loc == y->loc && v_same(x->v, y->v);
}

/* Paths that meet again differ in little: what they begin and end with alike stays where it is. */
static void join_cells(struct join *j)
{
	const struct cell *ca = j->a->cells, *cb = j->b->cells;
	uint32_t na = j->a->n_cells, nb = j->b->n_cells, least = na < nb ? na : nb;
	while (j->head < least && same_cell(&ca[j->head], &cb[j->head]))
		j->head++;
	while (j->tail < least - j->head && same_cell(&ca[na - 1 - j->tail], &cb[nb - 1 - j->tail]))
		j->tail++;
	na -= j->tail;
	nb -= j->tail;
	uint32_t i = j->head, k = j->head;
	while (i < na || k < nb) {
		const struct cell *x = i < na ? &ca[i] : NULL, *y = k < nb ? &cb[k] : NULL;
		if (x && y && x->loc == y->loc) {
			join_cell(j, x->loc, x->v, y->v);
			i++, k++;
		} else if (!y || (x && x->loc < y->loc)) {
			join_lone(j, x, j->b, true);
			i++;
		} else {
			join_lone(j, y, j->a, false);
			j->changed = true;
			k++;
		}
	}
}

static void join_cons(struct join *j)
{
	uint32_t i = 0, k = 0;
	while (i < j->a->n_cons && k < j->b->n_cons) {
		const struct cons *x = &j->a->cons[i], *y = &j->b->cons[k];
		if (x->sym == y->sym) {
			struct cons c = hull(*x, *y);
			if (says_something(&c))
				*VEC_PUSH(j->m->ta, &j->m->tmp_cons) = c;
			i++, k++;
		} else if (x->sym < y->sym) {
			i++;
		} else {
			k++;
		}
	}
}

static int by_sym(const void *x, const void *y)
{
	const struct cons *a = x, *b = y;
	return (a->sym > b->sym) - (a->sym < b->sym);
}

/* The joined cells replace those between what stays. */
static void take_cells(struct join *j)
{
	struct machine *m = j->m;
	struct state *a = j->a;
	uint32_t n = (uint32_t)m->tmp_cells.n, all = j->head + n + j->tail;
	struct cell *to = a->cells;
	if (all > a->cap_cells) {
		a->cap_cells = all * 2;
		to = arena_alloc(m->ra, a->cap_cells * sizeof *to);
		memcpy(to, a->cells, j->head * sizeof *to);
	}
	memmove(to + j->head + n, a->cells + a->n_cells - j->tail, j->tail * sizeof *to);
	if (n)
		memcpy(to + j->head, m->tmp_cells.v, n * sizeof *to);
	a->cells = to;
	a->n_cells = all;
}

static void room_for(struct machine *m, struct state *a)
{
	if (m->tmp_cons.n > a->cap_cons) {
		a->cap_cons = (uint32_t)m->tmp_cons.n * 2;
		a->cons = arena_alloc(m->ra, a->cap_cons * sizeof *a->cons);
	}
}

/*
 * The joined constraints replace those of `a`. They come in two runs: of symbols made by joining, up to `split`, and of
 * those both states know, which are in order.
 */
static void take_cons(struct machine *m, struct state *a, size_t split)
{
	struct cons *v = m->tmp_cons.v;
	size_t i = 0, k = split, n = m->tmp_cons.n;
	bool ordered = true;
	room_for(m, a);
	for (size_t x = 1; x < split && ordered; x++)
		ordered = v[x - 1].sym <= v[x].sym;
	if (!ordered)
		qsort(v, split, sizeof *v, by_sym);
	a->n_cons = 0;
	while (i < split || k < n) {
		const struct cons *next = k == n || (i < split && v[i].sym <= v[k].sym) ? &v[i++] : &v[k++];
		if (a->n_cons && a->cons[a->n_cons - 1].sym == next->sym)
			a->n_cons--; /* what both knew counts */
		if (a->n_cons < CONS_MAX)
			a->cons[a->n_cons++] = *next;
		else
			cons_put(m, a, next->sym, *next);
	}
}

static bool req_same(const struct machine *m, const struct state *a, const struct state *b, const struct req *x,
		     const struct req *y)
{
	if (x->format != FMT_TARGET && memcmp(x, y, sizeof *x) == 0)
		return true;
	return req_hash(m, a, x) == req_hash(m, b, y);
}

static void join_req(struct req *a, const struct req *b, bool same)
{
	if (!same)
		a->escaped = a->unseen = true; /* two histories in one: rules keep silent */
	a->unseen = a->unseen || b->unseen;
	a->status_read = a->status_read && b->status_read;
	a->cancelable = a->cancelable || b->cancelable;
	a->unsafe = a->unsafe || b->unsafe;
	a->made_here = a->made_here && b->made_here;
}

static void join_ents(struct machine *m, struct state *a, struct state *b)
{
	for (uint32_t k = 0; k < b->n_ents; k++) {
		const struct ent *y = &b->ents[k];
		struct ent *x = state_ent(m, a, y->key, y->kind, false);
		if (!x) {
			x = state_ent(m, a, y->key, y->kind, true);
			if (x)
				*x = *y;
		} else if (x->kind == E_REQUEST) {
			join_req(&x->r, &y->r, req_same(m, a, b, &x->r, &y->r));
		} else if (x->t.open != y->t.open) {
			x->t.open = OPEN_UNKNOWN;
		}
	}
}

struct state *merge_into(struct machine *m, struct act *act, struct state *a, struct state *b, bool *changed)
{
	struct join j = { .m = m, .a = a, .b = b, .widen = changed != NULL };
	(void)act;
	m->tmp_cells.n = m->tmp_cons.n = 0;
	join_cells(&j);
	size_t split = m->tmp_cons.n;
	join_cons(&j);
	join_ents(m, a, b);
	take_cells(&j);
	take_cons(m, a, split);
	if (!irql_same(a->irql, b->irql) || a->irql_known != b->irql_known) {
		a->irql = irql_hull(a->irql, b->irql);
		a->irql_known = a->irql_known && b->irql_known;
		a->irql_sym = 0;
		j.changed = true;
	}
	a->irql_assumed = a->irql_assumed || b->irql_assumed;
	if (a->irql_sym != b->irql_sym)
		a->irql_sym = 0;
	uint32_t common = 0;
	while (common < a->n_locks && common < b->n_locks && v_same(a->locks[common]->h.lock, b->locks[common]->h.lock))
		common++;
	a->n_locks = common;
	a->branches = branch_common(m, a->branches, b->branches);
	a->process |= b->process;
	a->attached = a->attached < b->attached ? a->attached : b->attached;
	a->guarded = a->guarded < b->guarded ? a->guarded : b->guarded;
	a->user_checked = a->user_checked && b->user_checked;
	for (unsigned i = 0; i < SEEN_WORDS; i++)
		a->seen[i] |= b->seen[i];
	if (!v_same(a->ret, b->ret)) {
		struct cons c = hull(cons_get(m, a, a->ret), cons_get(m, b, b->ret));
		a->ret = a->ret.kind == V_UNKNOWN || b->ret.kind == V_UNKNOWN ? val_sym(m, S_FRESH, NULL)
									      : val_phi(m, a->ret, b->ret);
		if (a->ret.kind == V_SYM)
			cons_meet(m, a, a->ret, c);
	}
	if (changed)
		*changed = j.changed;
	return a;
}

static struct state *group(struct machine *m, struct act *a, struct state *list, bool with_ret, bool with_vars,
			   uint32_t *count)
{
	uint64_t keys[64];
	struct state *heads[64];
	uint32_t n = 0;
	while (list) {
		struct state *s = list;
		list = s->next;
		s->next = NULL;
		uint64_t k = state_key(m, a, s, with_ret, with_vars);
		uint32_t i = 0;
		while (i < n && keys[i] != k)
			i++;
		if (i == n && n < 64) {
			keys[n] = k;
			heads[n++] = s;
		} else {
			merge_into(m, a, heads[i < 64 ? i : 63], s, NULL);
			state_free(m, s);
		}
	}
	for (uint32_t i = n; i-- > 0;) {
		heads[i]->next = list;
		list = heads[i];
	}
	*count = n;
	return list;
}

struct state *states_reduce(struct machine *m, struct act *a, struct state *list, bool with_ret)
{
	uint32_t n = 0;
	for (struct state *s = list; s; s = s->next)
		n++;
	if (n <= (with_ret ? 1u : m->check ? (uint32_t)APART : (uint32_t)APART_COLLECT))
		return list;
	list = group(m, a, list, with_ret, true, &n);
	if (n > (m->check ? (uint32_t)MOST : (uint32_t)MOST_COLLECT)) {
		if (m->check)
			model_limit(m->model, LIMIT_STATES, a->fn);
		list = group(m, a, list, with_ret, false, &n);
	}
	return list;
}
