/*
 * The reconciler under random lives: findings come, go and are decided upon, people answer, resolve and open again, threads double.
 * After its operations there is nothing to do, nothing stands twice, and every wanted finding is seen exactly once.
 */
#include "forge/reconcile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { IDS = 12, THREADS = 200, LIVES = 400, STEPS = 40 };

struct life {
	struct arena *a;
	struct rec_want wants[IDS];
	size_t n_wants;
	struct rec_thread threads[THREADS];
	size_t n_threads;
	size_t max, next;
	enum rec_triage triage[IDS];
	bool resolves; /* the forge can */
};

static char names[IDS][8], hashes[2][8] = { "h0", "h1" };

static unsigned id_of(struct str identity)
{
	return (unsigned)strtoul(identity.s + 1, NULL, 10);
}

/* A new review: another set of findings. */
static void review(struct life *l)
{
	bool in[IDS];
	l->n_wants = 0;
	for (unsigned i = 0; i < IDS; i++) {
		in[i] = rand() % 2;
		if (in[i])
			l->wants[l->n_wants++] = (struct rec_want){ .identity = str_from(names[i]),
								    .hash = str_from(hashes[rand() % 8 == 0]),
								    .on_diff = rand() % 4 != 0,
								    .triage = l->triage[i] };
	}
	for (size_t i = 0; i < l->n_threads; i++)
		l->threads[i].gone = rand() % 5 == 0 ? GONE_UNKNOWN : GONE_FIXED;
}

static void person(struct life *l)
{
	struct rec_thread *t = l->n_threads ? &l->threads[(size_t)rand() % l->n_threads] : NULL;
	switch (rand() % 4) {
	case 0:
		if (t)
			t->t.replies++;
		break;
	case 1:
		if (t && l->resolves) {
			t->t.resolved = !t->t.resolved;
			t->t.resolved_by = t->t.resolved ? STR("alice") : STR("");
		}
		break;
	case 2: {
		unsigned i = (unsigned)rand() % IDS;
		l->triage[i] = (enum rec_triage)(rand() % 3);
		for (size_t w = 0; w < l->n_wants; w++)
			if (id_of(l->wants[w].identity) == i)
				l->wants[w].triage = l->triage[i];
		break;
	}
	default:
		/* A write whose answer was lost and that was made again. */
		if (t && l->n_threads < THREADS) {
			l->threads[l->n_threads] = *t;
			l->threads[l->n_threads].t.replies = rand() % 2;
			l->threads[l->n_threads++].t.comment = STR("99999");
		}
	}
}

static void seen(struct life *l)
{
	for (size_t i = 0; i < l->n_threads; i++) {
		l->threads[i].seen = true;
		l->threads[i].seen_over = rec_over(&l->threads[i].t);
		l->threads[i].our_open = !l->resolves;
	}
}

static void create(struct life *l, size_t want)
{
	struct rec_thread *t = &l->threads[l->n_threads++];
	char *id = arena_printf(l->a, "%zu", ++l->next);
	assert_true(l->n_threads < THREADS);
	*t = (struct rec_thread){ .t = { .id = str_from(id),
					 .comment = str_from(id),
					 .identity = l->wants[want].identity,
					 .hash = l->wants[want].hash,
					 .note = STR(""),
					 .resolved_by = STR("") } };
}

static void close(struct life *l, struct rec_thread *t, bool over)
{
	t->hold = false;
	if (l->resolves)
		t->t.resolved = over;
	else
		t->t.closed = over;
	t->t.resolved_by = STR("");
}

/* What the worker does with the operations. True: decisions were made, ask again. */
static bool apply(struct life *l, const struct rec_out *out)
{
	bool dropped[THREADS] = { false }, again = false;
	size_t n = l->n_threads, k = 0;
	for (size_t i = 0; i < out->ops.n; i++) {
		const struct rec_op *op = &out->ops.v[i];
		if (op->kind != REC_DECIDE_ACCEPT && op->kind != REC_DECIDE_OPEN)
			continue;
		again = true;
		l->wants[op->want].triage = l->triage[id_of(l->wants[op->want].identity)] =
			op->kind == REC_DECIDE_ACCEPT ? REC_ACCEPTED : REC_OPEN;
		l->threads[op->thread].seen = true;
		l->threads[op->thread].seen_over = rec_over(&l->threads[op->thread].t);
	}
	if (again)
		return true;
	for (size_t i = 0; i < out->ops.n; i++) {
		const struct rec_op *op = &out->ops.v[i];
		struct rec_thread *t = op->thread == SIZE_MAX ? NULL : &l->threads[op->thread];
		switch (op->kind) {
		case REC_CREATE:
			create(l, op->want);
			break;
		case REC_EDIT:
			t->t.hash = l->wants[op->want].hash;
			break;
		case REC_REOPEN:
			close(l, t, false);
			t->t.closed = false;
			t->t.hash = l->wants[op->want].hash;
			break;
		case REC_CLOSE:
			close(l, t, true);
			break;
		case REC_HOLD:
			t->hold = true;
			break;
		default:
			assert_int_equal(t->t.replies, 0); /* nobody's words are deleted */
			dropped[op->thread] = true;
		}
	}
	for (size_t i = 0; i < l->n_threads; i++)
		if (i >= n || !dropped[i])
			l->threads[k++] = l->threads[i];
	l->n_threads = k;
	return false;
}

static void ask(struct arena *a, struct life *l, struct rec_out *out)
{
	struct rec_in in = { l->wants, l->n_wants, l->threads, l->n_threads, l->max };
	reconcile(a, &in, out);
}

static void check(struct life *l, const struct rec_out *out)
{
	unsigned open[IDS] = { 0 }, held[IDS] = { 0 }, folded[IDS] = { 0 };
	assert_int_equal(out->ops.n, 0);
	for (size_t i = 0; i < out->folded.n; i++)
		folded[id_of(l->wants[out->folded.v[i]].identity)]++;
	for (size_t i = 0; i < l->n_threads; i++)
		if (!rec_over(&l->threads[i].t))
			(l->threads[i].hold ? held : open)[id_of(l->threads[i].t.identity)]++;
	for (size_t w = 0; w < l->n_wants; w++) {
		unsigned i = id_of(l->wants[w].identity);
		if (l->wants[w].triage == REC_OPEN)
			assert_true(open[i] + held[i] + folded[i] >= 1);
		else
			assert_int_equal(folded[i], 0);
		assert_true(folded[i] <= 1);
		assert_true(open[i] <= 1);
		assert_true(!(open[i] && folded[i]));
	}
}

static void lives(void **state)
{
	(void)state;
	for (int n = 0; n < LIVES; n++) {
		struct life *l = calloc(1, sizeof *l);
		l->a = arena_new(0);
		srand((unsigned)n + 1);
		l->max = (size_t)rand() % 8;
		l->resolves = rand() % 4 != 0;
		review(l);
		for (int step = 0; step < STEPS; step++) {
			struct arena *a = arena_new(0);
			struct rec_out out;
			int rounds = 0;
			if (rand() % 3 == 0)
				review(l);
			for (int k = rand() % 3; k > 0; k--)
				person(l);
			do
				ask(a, l, &out);
			while (apply(l, &out) && ++rounds < 4);
			assert_true(rounds < 4);
			seen(l);
			ask(a, l, &out);
			check(l, &out);
			arena_free(a);
		}
		arena_free(l->a);
		free(l);
	}
}

static void limits(void **state)
{
	struct arena *a = arena_new(0);
	struct life l = { .max = 2 };
	struct rec_out out;
	(void)state;
	for (unsigned i = 0; i < 5; i++)
		l.wants[l.n_wants++] = (struct rec_want){
			.identity = str_from(names[i]), .hash = STR("h"), .on_diff = i != 1, .refused = i == 2
		};
	ask(a, &l, &out);
	/* 0 and 3 in line; 1 is not on the diff, 2 was refused, 4 is beyond the limit. */
	assert_int_equal(out.ops.n, 2);
	assert_true(out.ops.v[0].want == 0 && out.ops.v[1].want == 3);
	assert_int_equal(out.folded.n, 3);
	/* What was not analysed is not called fixed. */
	l = (struct life){ .n_threads = 1 };
	l.threads[0] = (struct rec_thread){ .t = { .identity = str_from(names[0]), .comment = STR("1") },
					    .gone = GONE_UNKNOWN };
	ask(a, &l, &out);
	assert_int_equal(out.ops.n, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lives), cmocka_unit_test(limits) };
	for (unsigned i = 0; i < IDS; i++)
		snprintf(names[i], sizeof names[i], "i%u", i);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
