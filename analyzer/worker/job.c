/* One claimed job from its input to its end: results stored, failed, given back, or lost. */
#include "worker/worker.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the lease ---- */

enum lease job_beat(struct worker *w, struct job *j)
{
	char lease[24], word[16];
	const char *v[3] = { j->id, j->token, lease };
	struct err e = { 0 };
	uint64_t now = sandbox_now_ns();
	PGnotify *n;
	if (j->lease == LEASE_CANCEL || j->lease == LEASE_LOST)
		return j->lease;
	if (w->db.c && PQconsumeInput(w->db.c)) {
		while ((n = PQnotifies(w->db.c))) {
			if (strcmp(n->relname, "rc_cancel") == 0 && strcmp(n->extra, j->id) == 0)
				j->beat_ns = 0;
			PQfreemem(n);
		}
	}
	if (now < j->beat_ns)
		return j->lease;
	snprintf(lease, sizeof lease, "%u s", w->c.lease_s);
	j->beat_ns = now + w->c.lease_s * 1000000000ull / 3;
	if (db_up(&w->db) && db_value(&w->db, &e, word, sizeof word, "select rc_job_heartbeat($1, $2, $3)", 3, v)) {
		j->lease = strcmp(word, "ok") == 0 ? LEASE_OK : strcmp(word, "cancel") == 0 ? LEASE_CANCEL : LEASE_LOST;
		j->lease_end_ns = now + w->c.lease_s * 1000000000ull;
	} else {
		j->lease = now < j->lease_end_ns ? LEASE_UNKNOWN : LEASE_LOST;
		j->beat_ns = now + 200000000;
	}
	return j->lease;
}

/* ---- endings ---- */

bool job_store(struct worker *w, struct job *j, const struct review_report *r, const struct comparison *c,
	       struct err *e)
{
	for (int i = 0; i < WORKER_STORE_TRIES || j->lease == LEASE_UNKNOWN; i++) {
		bool lost = false;
		if (i) {
			usleep(200000);
			j->beat_ns = 0;
		}
		/* After a commit whose answer was lost, this says "lost": the job is done, and not twice. */
		if (job_beat(w, j) == LEASE_LOST)
			return err_set(e, ERR_CONFLICT, "the lease was lost");
		if (j->lease == LEASE_CANCEL)
			return err_set(e, ERR_CONFLICT, "cancelled");
		if (j->lease == LEASE_UNKNOWN)
			continue;
		if (results_store(w, j, r, c, &lost, e) || lost)
			return !lost;
	}
	return false;
}

/* Nothing a second try could change? */
static bool hopeless(const struct err *e)
{
	return e->code == ERR_INPUT || e->code == ERR_TOO_LARGE || e->code == ERR_USAGE || e->code == ERR_NOT_FOUND ||
	       e->code == ERR_DENIED;
}

void job_give_back(struct worker *w, struct job *j, const struct err *why)
{
	const char *v[4] = { j->id, j->token, why->text, hopeless(why) ? "f" : "t" };
	struct err e = { 0 };
	char word[16] = "";
	if (j->lease == LEASE_LOST) {
		log_warn("job %s: the lease was lost, nothing was stored", j->id);
		return;
	}
	if (!db_up(&w->db)) {
		log_warn("job %s: %s; no database to say so, its lease will run out", j->id, why->text);
		return;
	}
	if (j->lease == LEASE_CANCEL)
		db_value(&w->db, &e, word, sizeof word, "select rc_job_cancelled($1, $2)", 2, v);
	else if (worker_stopping())
		db_value(&w->db, &e, word, sizeof word, "select rc_job_release($1, $2)", 2, v);
	else
		db_value(&w->db, &e, word, sizeof word, "select rc_job_fail($1, $2, $3, $4)", 4, v);
	if (e.code)
		log_warn("job %s: %s", j->id, e.text);
	else
		log_info("job %s: %s (%s)", j->id, why->text, word);
}

/* What was uploaded. */
static bool review_upload(struct worker *w, struct arena *a, struct job *j, const char *dir, struct review_report *r,
			  struct err *e)
{
	struct engine_ask ask = { .root = arena_printf(a, "%s/tree", dir) };
	if (mkdir(ask.root, 0755) != 0)
		return err_set(e, ERR_IO, "the scratch folder %s: %s", ask.root, strerror(errno));
	return fetch_input(w, a, j, dir, &ask, e) && engine_run(w, a, j, &ask, r, e) && job_store(w, j, r, NULL, e);
}

void job_run(struct worker *w, struct job *j)
{
	struct arena *a = arena_new(0);
	const char *v[1] = { j->review }, *dir = arena_printf(a, "%s/job", w->scratch);
	struct review_report r = { .a = a };
	struct err e = { 0 };
	uint64_t from = sandbox_now_ns();
	char input[16];
	bool good;
	j->lease = LEASE_OK;
	scratch_remove(dir);
	good = mkdir(dir, 0755) == 0 || err_set(&e, ERR_IO, "the scratch folder %s: %s", dir, strerror(errno));
	good = good && db_value(&w->db, &e, input, sizeof input, "select input from reviews where id = $1", 1, v);
	if (good && strcmp(input, "commit") == 0)
		good = commit_review(w, a, j, &r, &e);
	else
		good = good && review_upload(w, a, j, dir, &r, &e);
	if (good)
		log_info("job %s: done in %.0f ms, %zu units, %zu findings", j->id,
			 (double)(sandbox_now_ns() - from) / 1e6, r.units.n, r.findings.n);
	else
		job_give_back(w, j, &e);
	scratch_remove(dir);
	arena_free(a);
}
