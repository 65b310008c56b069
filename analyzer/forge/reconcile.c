#include "forge/reconcile.h"

#include "base/hash.h"
#include "base/map.h"

struct rec {
	struct arena *a;
	const struct rec_in *in;
	struct rec_out *out;
	struct map *wants; /* identity's hash: want + 1 */
	size_t *of_want;   /* its thread, or SIZE_MAX */
};

bool rec_over(const struct forge_thread *t)
{
	return t->resolved || t->closed;
}

static void op(struct rec *r, enum rec_kind kind, enum rec_why why, size_t want, size_t thread)
{
	*VEC_PUSH(r->a, &r->out->ops) = (struct rec_op){ kind, why, want, thread };
}

/* 64 bits of hash stand for the identity in the table; the text decides. */
static size_t want_of(const struct rec *r, struct str identity)
{
	const uint64_t *x = map_get(r->wants, hash_bytes(identity.s, identity.n));
	return x && str_eq(r->in->wants[*x - 1].identity, identity) ? *x - 1 : SIZE_MAX;
}

/* Comments' ids are numbers that grow: the shorter, then the smaller. */
static bool older(struct str a, struct str b)
{
	return a.n != b.n ? a.n < b.n : memcmp(a.s, b.s, a.n) < 0;
}

/* Of two threads for the same finding, is `a` the one to keep? Where people talk; then the older one. */
static bool better(const struct forge_thread *a, const struct forge_thread *b)
{
	if ((a->replies > 0) != (b->replies > 0))
		return a->replies > 0;
	return older(a->comment, b->comment);
}

/* For each thread: the one that is kept for its finding. */
static size_t *keepers(struct rec *r)
{
	size_t *keep = ARENA_ARRAY(r->a, size_t, r->in->n_threads + 1);
	struct map *m = map_new(r->a);
	for (size_t i = 0; i < r->in->n_threads; i++) {
		const struct forge_thread *t = &r->in->threads[i].t;
		uint64_t h = hash_bytes(t->identity.s, t->identity.n), *x = map_put(m, h);
		if (*x == 0 || better(t, &r->in->threads[*x - 1].t))
			*x = i + 1;
	}
	for (size_t i = 0; i < r->in->n_threads; i++) {
		const struct forge_thread *t = &r->in->threads[i].t;
		keep[i] = (size_t)*map_get(m, hash_bytes(t->identity.s, t->identity.n)) - 1;
		if (!str_eq(r->in->threads[keep[i]].t.identity, t->identity))
			keep[i] = i;
	}
	return keep;
}

static void second(struct rec *r, size_t i)
{
	const struct forge_thread *t = &r->in->threads[i].t;
	if (t->replies == 0)
		op(r, REC_DROP, WHY_TWICE, SIZE_MAX, i);
	else if (!rec_over(t) && r->in->threads[i].seen_over && !r->in->threads[i].our_open)
		op(r, REC_HOLD, WHY_TWICE, SIZE_MAX, i);
	else if (!rec_over(t) && !r->in->threads[i].hold)
		op(r, REC_CLOSE, WHY_TWICE, SIZE_MAX, i);
}

static void over(struct rec *r, size_t i, size_t w)
{
	const struct rec_thread *x = &r->in->threads[i];
	bool wanted = w != SIZE_MAX && r->in->wants[w].triage == REC_OPEN;
	bool by_person = x->t.resolved && x->t.resolved_by.n && !(x->seen && x->seen_over);
	if (!wanted)
		return;
	if (by_person)
		op(r, REC_DECIDE_ACCEPT, WHY_ACCEPTED, w, i);
	else
		op(r, REC_REOPEN, WHY_BACK, w, i);
}

static void open(struct rec *r, size_t i, size_t w)
{
	static const enum rec_why gone[] = {
		[GONE_FIXED] = WHY_FIXED, [GONE_BASE] = WHY_BASE, [GONE_SUPPRESSED] = WHY_SUPPRESSED
	};
	const struct rec_thread *x = &r->in->threads[i];
	bool by_person = x->seen && x->seen_over && !x->our_open;
	enum rec_triage triage = w == SIZE_MAX ? REC_OPEN : r->in->wants[w].triage;
	if (w == SIZE_MAX) {
		if (by_person)
			op(r, REC_HOLD, WHY_FIXED, w, i);
		else if (!x->hold && x->gone != GONE_UNKNOWN)
			op(r, REC_CLOSE, gone[x->gone], w, i);
	} else if (triage != REC_OPEN) {
		if (by_person)
			op(r, REC_DECIDE_OPEN, WHY_BACK, w, i);
		else
			op(r, REC_CLOSE, triage == REC_ACCEPTED ? WHY_ACCEPTED : WHY_FALSE_POSITIVE, w, i);
	} else if (!str_eq(x->t.hash, r->in->wants[w].hash)) {
		op(r, REC_EDIT, WHY_BACK, w, i);
	}
}

void reconcile(struct arena *a, const struct rec_in *in, struct rec_out *out)
{
	struct rec r = { a, in, out, map_new(a), ARENA_ARRAY(a, size_t, in->n_wants + 1) };
	size_t *keep;
	*out = (struct rec_out){ .in_line = 0 };
	for (size_t w = 0; w < in->n_wants; w++) {
		uint64_t *x = map_put(r.wants, hash_bytes(in->wants[w].identity.s, in->wants[w].identity.n));
		if (*x == 0)
			*x = w + 1;
		r.of_want[w] = SIZE_MAX;
	}
	keep = keepers(&r);
	for (size_t i = 0; i < in->n_threads; i++) {
		const struct forge_thread *t = &in->threads[i].t;
		size_t w = want_of(&r, t->identity);
		if (keep[i] != i) {
			second(&r, i);
			continue;
		}
		if (w != SIZE_MAX) {
			r.of_want[w] = i;
			out->in_line += in->wants[w].triage == REC_OPEN;
		}
		if (rec_over(t))
			over(&r, i, w);
		else
			open(&r, i, w);
	}
	for (size_t w = 0; w < in->n_wants; w++) {
		const struct rec_want *x = &in->wants[w];
		if (x->triage != REC_OPEN || r.of_want[w] != SIZE_MAX)
			continue;
		if (x->on_diff && !x->refused && out->in_line < in->inline_max) {
			op(&r, REC_CREATE, WHY_BACK, w, SIZE_MAX);
			out->in_line++;
		} else {
			*VEC_PUSH(a, &out->folded) = w;
		}
	}
}
