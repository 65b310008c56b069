/* One claimed job that is no review, to its end: done, later, failed, given back. */
#include "worker/worker.h"

#include <stdio.h>
#include <time.h>

static const struct {
	const char *kind;
	bool (*run)(struct worker *, struct arena *, struct job *, struct err *);
} tasks[] = {
	{ "delivery", delivery_run },
	{ "publish", publish_run },
	{ "connect", connect_run },
	{ "sweep", sweep_run },
};

static void defer(struct worker *w, struct job *j, const struct err *why)
{
	char wait[32], word[8];
	const char *v[4] = { j->id, j->token, wait, why->text };
	struct err e = { 0 };
	snprintf(wait, sizeof wait, "%llu ms", (unsigned long long)j->wait_ms);
	if (db_up(&w->db) && db_value(&w->db, &e, word, sizeof word, "select rc_job_defer($1, $2, $3, $4)", 4, v))
		log_info("job %s (%s): later, in %s: %s", j->id, j->kind, wait, why->text);
	else
		log_warn("job %s (%s): %s; its lease will run out", j->id, j->kind, e.code ? e.text : "no database");
}

static void done(struct worker *w, struct job *j)
{
	const char *v[2] = { j->id, j->token };
	struct err e = { 0 };
	char word[8] = "";
	for (int i = 0; i < WORKER_STORE_TRIES; i++) {
		if (db_up(&w->db) && db_value(&w->db, &e, word, sizeof word, "select rc_job_complete($1, $2)", 2, v))
			break;
		struct timespec t = { 0, 200000000 };
		nanosleep(&t, NULL);
	}
	/* Not told: the job is done again, which changes nothing (all of them look at the state there is). */
	if (word[0] != 't')
		log_warn("job %s (%s): its end could not be told; it may be done again", j->id, j->kind);
}

void task_run(struct worker *w, struct job *j)
{
	struct arena *a = arena_new(0);
	struct err e = { 0 };
	uint64_t from = sandbox_now_ns();
	bool good = false;
	size_t i;
	for (i = 0; i < sizeof tasks / sizeof tasks[0]; i++)
		if (strcmp(tasks[i].kind, j->kind) == 0)
			break;
	if (i < sizeof tasks / sizeof tasks[0])
		good = tasks[i].run(w, a, j, &e);
	else
		err_set(&e, ERR_USAGE, "this worker does not know jobs of kind \"%s\"", j->kind);
	if (good) {
		done(w, j);
		log_debug("job %s (%s): done in %.0f ms", j->id, j->kind, (double)(sandbox_now_ns() - from) / 1e6);
	} else if (j->wait_ms && !worker_stopping()) {
		defer(w, j, &e);
	} else {
		job_give_back(w, j, &e);
	}
	arena_free(a);
}
