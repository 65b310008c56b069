#include "server/db.h"

#include "base/hash.h"
#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct statement {
	const char *sql;
	unsigned id;
	bool ready; /* the server said so; a prepare that fell to an earlier error is repeated */
};

struct lane {
	pthread_mutex_t mu;
	pthread_cond_t more;
	struct db_task *head, **tail;
	int n;
	bool stop;
};

struct worker {
	struct db *db;
	struct lane *lane;
	pthread_t thread;
	PGconn *c;
	struct statement st[DB_STATEMENTS];
	unsigned nst;
	unsigned backoff_ms;
	/* what the pipeline will answer, in order */
	struct {
		int task, query; /* query -1 = a prepare */
		unsigned statement;
	} expect[DB_BATCH * DB_QUERIES * 2];
	unsigned nexpect;
};

struct db {
	char *url;
	struct lane lanes[DB_LANES];
	struct worker *workers;
	unsigned n;
	struct db_stats stats;
};

uint64_t clock_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

struct db_query *db_add(struct db_task *t, const char *sql)
{
	struct db_query *q = &t->q[t->nq++];
	*q = (struct db_query){ .sql = sql };
	return q;
}

void db_text(struct db_query *q, const char *z)
{
	q->val[q->n] = z;
	q->len[q->n] = 0;
	q->binary[q->n++] = 0;
}

void db_bytes(struct db_query *q, const void *p, size_t n)
{
	q->val[q->n] = p ? p : "";
	q->len[q->n] = (int)n;
	q->binary[q->n++] = 1;
}

struct str db_message(const PGconn *c)
{
	struct str s = str_from(PQerrorMessage(c)), head, tail;
	str_cut(s, '\n', &head, &tail);
	return head;
}

PGconn *db_connect(const char *url, unsigned seconds, struct err *e)
{
	/* Later keywords win over the URL's; the time limits are ours. */
	const char *key[] = {
		"dbname", "connect_timeout", "tcp_user_timeout", "keepalives_idle", "application_name", "options", NULL
	};
	char options[128];
	const char *val[] = { url, "3", "10000", "10", "ringcheckd", options, NULL };
	uint64_t until = clock_ms() + seconds * 1000;
	snprintf(options, sizeof options, "-c statement_timeout=%d -c client_min_messages=warning", DB_STATEMENT_MS);
	for (;;) {
		PGconn *c = PQconnectdbParams(key, val, 1);
		if (PQstatus(c) == CONNECTION_OK) {
			PQsetClientEncoding(c, "UTF8");
			return c;
		}
		err_set(e, ERR_DATABASE, "the database cannot be reached: " STR_FMT, STR_ARG(db_message(c)));
		PQfinish(c);
		if (clock_ms() >= until)
			return NULL;
		nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
	}
}

/* ---- one thread ---- */

static void drop(struct worker *w)
{
	if (w->c) {
		PQfinish(w->c);
		atomic_fetch_sub(&w->db->stats.connected, 1);
	}
	w->c = NULL;
	w->nst = 0;
}

static bool connected(struct worker *w, struct err *e)
{
	if (w->c && PQstatus(w->c) == CONNECTION_OK)
		return true;
	drop(w);
	w->c = db_connect(w->db->url, 0, e);
	if (!w->c)
		return false;
	atomic_fetch_add(&w->db->stats.connected, 1);
	if (atomic_fetch_add(&w->db->stats.connects, 1) >= w->db->n)
		log_info("connected to the database again");
	w->backoff_ms = 0;
	return PQenterPipelineMode(w->c) == 1 || err_set(e, ERR_DATABASE, "libpq refused pipeline mode");
}

static struct statement *statement(struct worker *w, const char *sql)
{
	for (unsigned i = 0; i < w->nst; i++)
		if (w->st[i].sql == sql)
			return &w->st[i];
	if (w->nst == DB_STATEMENTS)
		return NULL;
	w->st[w->nst] = (struct statement){ .sql = sql, .id = w->nst };
	return &w->st[w->nst++];
}

static void expect(struct worker *w, int task, int query, unsigned st)
{
	w->expect[w->nexpect].task = task;
	w->expect[w->nexpect].query = query;
	w->expect[w->nexpect++].statement = st;
}

static bool send_query(struct worker *w, int task, int i, const struct db_query *q)
{
	struct statement *st = q->once ? NULL : statement(w, q->sql);
	char name[16];
	if (!st) {
		expect(w, task, i, 0);
		return PQsendQueryParams(w->c, q->sql, q->n, NULL, q->val, q->len, q->binary, q->binary_result) == 1;
	}
	snprintf(name, sizeof name, "s%u", st->id);
	if (!st->ready) {
		/* An unfinished earlier attempt may have left it: the name is then taken, which repeating cures. */
		expect(w, task, -1, st->id);
		if (!PQsendPrepare(w->c, name, q->sql, 0, NULL))
			return false;
		st->ready = true;
	}
	expect(w, task, i, 0);
	return PQsendQueryPrepared(w->c, name, q->n, q->val, q->len, q->binary, q->binary_result) == 1;
}

static bool send_batch(struct worker *w, struct db_task **t, int n)
{
	w->nexpect = 0;
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < t[i]->nq; k++)
			if (!send_query(w, i, k, &t[i]->q[k]))
				return false;
		if (!PQpipelineSync(w->c))
			return false;
	}
	return PQflush(w->c) >= 0;
}

static bool again_helps(const char *state)
{
	static const char *const states[] = { "08", "57P", "53", "40001", "40P01", "26000", "42P05", "55P03" };
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (strncmp(state, states[i], strlen(states[i])) == 0)
			return true;
	return false;
}

static void note_error(struct db_task *t, const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	if (!state)
		state = "08000"; /* libpq made it up: the connection is gone */
	t->ok = false;
	if (again_helps(state)) {
		err_set(&t->err, ERR_DATABASE, "the database did not answer (%s)", state);
		return;
	}
	log_error("database: %s (%s)", text ? text : "no answer", state);
	if (strcmp(state, "57014") == 0)
		err_set(&t->err, ERR_UNAVAILABLE, "the database took too long; ask for less, or try again later");
	else
		err_set(&t->err, ERR_INTERNAL, "the database refused a statement (%s); the server's log says more",
			state);
}

/* The answer to one statement. False: the connection is gone. */
static bool read_one(struct worker *w, struct db_task *t, int query, unsigned st)
{
	PGresult *r = PQgetResult(w->c);
	ExecStatusType s = PQresultStatus(r);
	bool good = s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK;
	if (!r)
		return false;
	if (query < 0 && !good)
		w->st[st].ready = false;
	if (!good && t->ok && s != PGRES_PIPELINE_ABORTED)
		note_error(t, r);
	if (query >= 0 && good)
		t->res[query] = r;
	else
		PQclear(r);
	while ((r = PQgetResult(w->c)))
		PQclear(r);
	return PQstatus(w->c) == CONNECTION_OK;
}

/* How many of the tasks are settled: only the answer to the sync says that a transaction was committed. */
static int read_batch(struct worker *w, struct db_task **t, int n)
{
	unsigned at = 0;
	for (int i = 0; i < n; i++) {
		PGresult *r;
		bool synced;
		t[i]->ok = true;
		for (; at < w->nexpect && w->expect[at].task == i; at++)
			if (!read_one(w, t[i], w->expect[at].query, w->expect[at].statement))
				return i;
		r = PQgetResult(w->c);
		synced = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		PQclear(r);
		if (!synced)
			return i;
	}
	return n;
}

static void clear(struct db_task *t)
{
	for (int i = 0; i < DB_QUERIES; i++) {
		PQclear(t->res[i]);
		t->res[i] = NULL;
	}
}

static void start_clock(struct db_task *t)
{
	t->deadline = clock_ms() + (t->lane == DB_READ ? DB_READ_SECONDS : DB_WRITE_SECONDS) * 1000;
	t->tries = 0;
}

static void put_back(struct worker *w, struct db_task *t)
{
	pthread_mutex_lock(&w->lane->mu);
	t->next = w->lane->head;
	if (!t->next)
		w->lane->tail = &t->next;
	w->lane->head = t;
	w->lane->n++;
	atomic_fetch_add(&w->db->stats.waiting, 1);
	pthread_cond_signal(&w->lane->more);
	pthread_mutex_unlock(&w->lane->mu);
}

/* Tells the owner; goes round again where it asks for more. */
static void finish(struct worker *w, struct db_task *t)
{
	PGresult *res[DB_QUERIES];
	int n = 0;
	if (!t->ok)
		atomic_fetch_add(&w->db->stats.failures, 1);
	/* done() may free the task or fill in new queries: its results are ours to free. */
	for (int i = 0; i < t->nq; i++)
		res[n++] = t->res[i];
	if (t->done(t)) {
		for (int i = 0; i < DB_QUERIES; i++)
			t->res[i] = NULL;
		start_clock(t);
		put_back(w, t);
	}
	for (int i = 0; i < n; i++)
		PQclear(res[i]);
}

/* After a failed try: once more, or give up. */
static void settle(struct worker *w, struct db_task *t)
{
	if (!t->ok && t->err.code == ERR_DATABASE && clock_ms() < t->deadline) {
		clear(t);
		t->tries++;
		atomic_fetch_add(&w->db->stats.retries, 1);
		put_back(w, t);
		return;
	}
	finish(w, t);
}

static void back_off(struct worker *w)
{
	w->backoff_ms = w->backoff_ms ? w->backoff_ms * 2 : 50;
	if (w->backoff_ms > 1000)
		w->backoff_ms = 1000;
	nanosleep(&(struct timespec){ w->backoff_ms / 1000, (long)(w->backoff_ms % 1000) * 1000000 }, NULL);
}

static void run_batch(struct worker *w, struct db_task **t, int n)
{
	struct err e = { 0 };
	bool ok = connected(w, &e);
	int settled = 0;
	if (!ok)
		log_warn("%s", e.text);
	for (int i = 0; i < n; i++)
		if (t[i]->prepare && !t[i]->prepared) {
			t[i]->prepare(t[i]);
			t[i]->prepared = true;
		}
	if (ok && send_batch(w, t, n))
		settled = read_batch(w, t, n);
	for (int i = settled; i < n; i++) {
		t[i]->ok = false;
		err_set(&t[i]->err, ERR_DATABASE, "the database cannot be reached; try again in a moment");
	}
	if (ok && settled < n) {
		log_warn("database connection lost: " STR_FMT, STR_ARG(db_message(w->c)));
		drop(w);
	}
	if (!w->c)
		back_off(w);
	for (int i = 0; i < n; i++)
		settle(w, t[i]);
}

static int take(struct worker *w, struct db_task **t)
{
	struct lane *l = w->lane;
	int n = 0;
	pthread_mutex_lock(&l->mu);
	while (!l->head && !l->stop)
		pthread_cond_wait(&l->more, &l->mu);
	while (l->head && n < DB_BATCH) {
		if (n && (l->head->heavy || t[0]->heavy))
			break;
		t[n] = l->head;
		l->head = t[n]->next;
		if (!l->head)
			l->tail = &l->head;
		l->n--;
		n++;
	}
	pthread_mutex_unlock(&l->mu);
	atomic_fetch_sub(&w->db->stats.waiting, n);
	return n;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct db_task *t[DB_BATCH];
	int n;
	while ((n = take(w, t)) > 0)
		run_batch(w, t, n);
	drop(w);
	return NULL;
}

/* ---- the pool ---- */

static void refuse(struct db_task *t)
{
	t->ok = false;
	err_set(&t->err, ERR_UNAVAILABLE, "too many requests are waiting; try again in a moment");
	t->done(t);
}

void db_submit(struct db *db, struct db_task *t)
{
	struct lane *l = &db->lanes[t->lane];
	bool full;
	t->next = NULL;
	t->prepared = false;
	start_clock(t);
	atomic_fetch_add(&db->stats.tasks, 1);
	pthread_mutex_lock(&l->mu);
	full = l->n >= DB_QUEUE_MAX;
	if (!full) {
		*l->tail = t;
		l->tail = &t->next;
		l->n++;
		atomic_fetch_add(&db->stats.waiting, 1);
		pthread_cond_signal(&l->more);
	}
	pthread_mutex_unlock(&l->mu);
	if (full)
		refuse(t);
}

const struct db_stats *db_stats(const struct db *db)
{
	return &db->stats;
}

struct db *db_new(const char *url, unsigned readers, struct err *e)
{
	struct db *db = calloc(1, sizeof *db);
	if (db) {
		db->n = readers + DB_WRITERS;
		db->url = strdup(url);
		db->workers = calloc(db->n, sizeof *db->workers);
	}
	if (!db || !db->url || !db->workers) {
		err_set(e, ERR_NO_MEMORY, "no memory for the database threads");
		return NULL;
	}
	for (int i = 0; i < DB_LANES; i++) {
		struct lane *l = &db->lanes[i];
		pthread_mutex_init(&l->mu, NULL);
		pthread_cond_init(&l->more, NULL);
		l->tail = &l->head;
	}
	for (unsigned i = 0; i < db->n; i++) {
		struct worker *w = &db->workers[i];
		w->db = db;
		w->lane = &db->lanes[i < readers ? DB_READ : DB_WRITE];
		if (pthread_create(&w->thread, NULL, work, w) != 0) {
			err_set(e, ERR_IO, "cannot start a database thread");
			return NULL;
		}
	}
	return db;
}

void db_free(struct db *db)
{
	for (int i = 0; i < DB_LANES; i++) {
		pthread_mutex_lock(&db->lanes[i].mu);
		db->lanes[i].stop = true;
		pthread_cond_broadcast(&db->lanes[i].more);
		pthread_mutex_unlock(&db->lanes[i].mu);
	}
	for (unsigned i = 0; i < db->n; i++)
		pthread_join(db->workers[i].thread, NULL);
	free(db->workers);
	free(db->url);
	free(db);
}
