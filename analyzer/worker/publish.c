/*
 * Jobs of kind 'publish': what stands in one pull request becomes what it should be. They look at the state there is, so any number of
 * them, at any time, come to the same end; two at once for the same pull request do not run.
 */
#include "worker/publish.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 3, BUSY_MS = 1500 };

static bool lock(struct publish *x, struct err *e)
{
	char got[8];
	if (!DB_VALUE(x->w, e, got, "select pg_try_advisory_lock(hashtextextended('publish/' || $1, 0))", x->pull))
		return false;
	if (got[0] == 't')
		return true;
	x->j->wait_ms = BUSY_MS;
	return err_set(e, ERR_CONFLICT, "another worker is at this pull request");
}

static void unlock(struct publish *x)
{
	char got[8];
	struct err e = { 0 };
	DB_VALUE(x->w, &e, got, "select pg_advisory_unlock(hashtextextended('publish/' || $1, 0))", x->pull);
}

/* A row that is neither done nor failed: a worker died at it. What it sent may still be on its way. */
static bool settled(struct publish *x, struct err *e)
{
	char wait[24], *most = arena_printf(x->a, "%d", (int)FORGES_SETTLE_MS);
	PGresult *r;
	if (!DB_VALUE(
		    x->w, e, wait,
		    "select coalesce(ceil(max($2::float8 - extract(epoch from clock_timestamp() - created_at) * 1000)), 0)::bigint from outbox"
		    " where pull_id = $1 and state = 'ready'",
		    x->pull, most))
		return false;
	if (wait[0] != '-' && strcmp(wait, "0") != 0) {
		x->j->wait_ms = strtoull(wait, NULL, 10);
		return err_set(e, ERR_CONFLICT, "a write was under way when a worker died");
	}
	r = DB_QUERY(
		x->w, e,
		"update outbox set state = 'dropped', last_error = 'a worker died here; the forge was asked what became of it'"
		" where pull_id = $1 and state = 'ready'",
		x->pull);
	PQclear(r);
	return r != NULL;
}

static size_t inline_max(const struct publish *x)
{
	const json_t *v = json_object_get(x->options, "inline_max");
	json_int_t n = json_is_integer(v) ? json_integer_value(v) : FORGES_INLINE;
	return n < 0 ? 0 : n > 1000 ? 1000 : (size_t)n;
}

/* Decisions first: they change what is wanted. */
static bool plan(struct publish *x, struct err *e)
{
	bool again = true;
	for (int i = 0; again && i < ROUNDS; i++) {
		struct rec_in in = { x->wants.v, x->wants.n, x->threads.v, x->threads.n, inline_max(x) };
		reconcile(x->a, &in, &x->plan);
		if (!publish_decide(x, &again, e))
			return false;
	}
	return true;
}

static bool comments(struct publish *x, struct err *e)
{
	if (!publish_load_wants(x, e) || !publish_load_threads(x, e) || !plan(x, e) || !publish_apply(x, e))
		return false;
	if (x->list_again) {
		struct rec_thread *old = x->threads.v;
		size_t n_old = x->threads.n;
		x->threads.v = NULL;
		x->threads.n = x->threads.cap = 0;
		if (!publish_load_threads(x, e))
			return false;
		/* What was found out about them holds still. */
		for (size_t i = 0; i < x->threads.n; i++)
			for (size_t k = 0; k < n_old; k++)
				if (str_eq(x->threads.v[i].t.comment, old[k].t.comment))
					x->threads.v[i].hold = old[k].hold;
	}
	return publish_save_threads(x, e) && publish_summary(x, e);
}

static bool finish(struct publish *x, struct err *e)
{
	PGresult *r = DB_QUERY(x->w, e, "update pulls set published_head = $2 where id = $1 and published_head <> $2",
			       x->pull, x->head);
	PQclear(r);
	project_health(x->w, x->p.id, "");
	return r != NULL;
}

static bool work(struct publish *x, struct err *e)
{
	bool good;
	if (strcmp(x->state, "open") != 0 || !x->review[0] || strcmp(x->p.kind.s, "git") == 0)
		return true;
	if (!settled(x, e))
		return false;
	x->f = project_forge(x->w, &x->p, x->j, e);
	if (!x->f)
		return forge_trouble(x->w, x->j, NULL, &x->p, e);
	x->can = forge_can(x->f);
	good = (strcmp(x->review_state, "done") != 0 || comments(x, e)) && publish_status(x, e) && finish(x, e);
	if (!good)
		forge_trouble(x->w, x->j, x->f, &x->p, e);
	return good;
}

bool publish_run(struct worker *w, struct arena *a, struct job *j, struct err *e)
{
	struct publish x = { .w = w, .a = a, .j = j };
	bool there, good;
	snprintf(x.pull, sizeof x.pull, "%s", payload_text(a, j->payload, "pull"));
	if (!lock(&x, e))
		return false;
	good = publish_load_pull(&x, &there, e) && (!there || work(&x, e));
	forge_close(x.f);
	project_wipe(&x.p);
	json_decref(x.changes);
	json_decref(x.options);
	unlock(&x);
	/* The pull request is gone at the forge: nothing is left to do. */
	if (!good && e->code == ERR_NOT_FOUND) {
		log_info("job %s: pull request %s: %s", j->id, x.number, e->text);
		return true;
	}
	return good;
}
