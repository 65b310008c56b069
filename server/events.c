#include "server/events.h"

#include "server/http.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/*
 * Life of a stream: made by the request, freed when both the request is over and no fetch is under way. All fields but the
 * task belong to events.mu. The connection is suspended while there is nothing to send, and resumed by whoever adds something.
 */
struct stream {
	struct stream *next;
	struct events *ev;
	struct MHD_Connection *conn;
	char id[37];
	char last[24]; /* id of the last event sent */
	struct buf out;
	size_t sent;
	bool suspended, ended, closed;
	bool fetching, again; /* a fetch is under way; look once more after it */
	struct db_query q[2];
	struct db_task task;
};

struct events {
	struct server *srv;
	pthread_mutex_t mu;
	pthread_t thread;
	struct stream *streams;
	int n;
	atomic_bool stop;
};

static const char fetch_sql[] =
	"select e.id, e.kind, e.data from review_events e join reviews r on r.id = e.review_id where r.public_id = $1 and e.id > $2 order by e.id limit 200";
static const char state_sql[] = "select state in ('done', 'failed', 'cancelled') from reviews where public_id = $1";

/* mu held */
static void wake(struct stream *st)
{
	if (st->suspended) {
		st->suspended = false;
		MHD_resume_connection(st->conn);
	}
}

static void stream_free(struct stream *st)
{
	buf_free(&st->out);
	free(st);
}

/* mu held: may a fetch be sent now? */
static bool want_fetch(struct stream *st)
{
	if (st->fetching || st->closed || st->ended) {
		st->again = true;
		return false;
	}
	st->fetching = true;
	st->again = false;
	return true;
}

static void fetch(struct stream *st);

static void take_events(struct stream *st, const PGresult *res)
{
	for (int i = 0; i < PQntuples(res); i++)
		buf_printf(&st->out, "id: %s\nevent: %s\ndata: %s\n\n", PQgetvalue(res, i, 0), PQgetvalue(res, i, 1),
			   PQgetvalue(res, i, 2));
	if (PQntuples(res))
		snprintf(st->last, sizeof st->last, "%s", PQgetvalue(res, PQntuples(res) - 1, 0));
}

static bool fetched(struct db_task *t)
{
	struct stream *st = (struct stream *)(void *)((char *)t - offsetof(struct stream, task));
	struct events *ev = st->ev;
	bool over, more = false;
	pthread_mutex_lock(&ev->mu);
	st->fetching = false;
	over = st->closed;
	if (!over) {
		/* The state was read before the events: where it is final, they are all there. */
		bool gone = t->ok && PQntuples(t->res[0]) == 0;
		bool last = t->ok && !gone && PQgetvalue(t->res[0], 0, 0)[0] == 't';
		if (t->ok)
			take_events(st, t->res[1]);
		more = st->again || (t->ok && PQntuples(t->res[1]) == EVENTS_PAGE);
		if (t->ok && (gone || last) && !more) {
			buf_puts(&st->out, "event: end\ndata: {}\n\n");
			st->ended = true;
		}
		if (st->out.full) /* the client does not read */
			st->ended = true;
		if (st->out.n > st->sent || st->ended)
			wake(st);
		more = more && t->ok && want_fetch(st);
	}
	pthread_mutex_unlock(&ev->mu);
	if (over)
		stream_free(st);
	else if (more)
		fetch(st);
	return false;
}

static void fetch(struct stream *st)
{
	struct db_query *q;
	st->task = (struct db_task){ .q = st->q, .done = fetched, .lane = DB_READ };
	db_text(db_add(&st->task, state_sql), st->id);
	q = db_add(&st->task, fetch_sql);
	db_text(q, st->id);
	db_text(q, st->last);
	db_submit(st->ev->srv->db, &st->task);
}

/* In the HTTP thread. */
static ssize_t read_stream(void *cls, uint64_t pos, char *to, size_t max)
{
	struct stream *st = cls;
	ssize_t n = 0;
	(void)pos;
	pthread_mutex_lock(&st->ev->mu);
	if (st->out.n > st->sent) {
		size_t left = st->out.n - st->sent;
		n = (ssize_t)(left < max ? left : max);
		memcpy(to, st->out.s + st->sent, (size_t)n);
		st->sent += (size_t)n;
		if (st->sent == st->out.n) {
			buf_clear(&st->out);
			st->sent = 0;
		}
	} else if (st->ended) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		st->suspended = true;
		MHD_suspend_connection(st->conn);
	}
	pthread_mutex_unlock(&st->ev->mu);
	return n;
}

void events_close(struct events *ev, struct stream *st)
{
	struct stream **at;
	bool busy;
	pthread_mutex_lock(&ev->mu);
	for (at = &ev->streams; *at && *at != st; at = &(*at)->next)
		;
	if (*at) {
		*at = st->next;
		ev->n--;
		atomic_fetch_sub(&ev->srv->metrics.streams, 1);
	}
	st->closed = true;
	st->suspended = false;
	busy = st->fetching;
	pthread_mutex_unlock(&ev->mu);
	if (!busy)
		stream_free(st);
}

static struct stream *stream_new(struct request *r, const char *after)
{
	struct events *ev = r->srv->events;
	struct stream *st = calloc(1, sizeof *st);
	if (!st)
		return NULL;
	st->ev = ev;
	st->conn = r->conn;
	memcpy(st->id, r->id, sizeof st->id);
	snprintf(st->last, sizeof st->last, "%s", after);
	buf_init(&st->out, EVENTS_PENDING_MAX);
	buf_puts(&st->out, "retry: 2000\n\n");
	pthread_mutex_lock(&ev->mu);
	if (ev->n >= EVENTS_STREAMS || atomic_load(&ev->srv->stopping)) {
		pthread_mutex_unlock(&ev->mu);
		stream_free(st);
		return NULL;
	}
	st->next = ev->streams;
	ev->streams = st;
	ev->n++;
	st->fetching = true;
	atomic_fetch_add(&r->srv->metrics.streams, 1);
	pthread_mutex_unlock(&ev->mu);
	return st;
}

static const char *start_after(const struct request *r)
{
	const char *v = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Last-Event-ID");
	return v && *v ? v : request_param(r, "after");
}

/* The review is there (or not). */
static void open_stream(struct request *r)
{
	const char *after = start_after(r);
	if (request_failed(r))
		return;
	if (PQntuples(r->task.res[0]) == 0) {
		reply_not_found(r);
		return;
	}
	r->stream = stream_new(r, after ? after : "0");
	if (r->stream)
		r->reply.own = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream, r->stream, NULL);
	if (!r->reply.own) {
		reply_problem(
			r, 503, "unavailable",
			"too many clients follow reviews at the moment; read the review every few seconds instead");
		return;
	}
	r->reply.status = 200;
	r->reply.type = "text/event-stream";
	fetch(r->stream);
}

void events_get(struct request *r)
{
	const char *after = start_after(r);
	if (after && (strlen(after) > 18 || !*after || strspn(after, "0123456789") != strlen(after))) {
		reply_problem(r, 400, "bad-parameter", "after (or Last-Event-ID) must be the id of an event");
		return;
	}
	db_text(db_add(&r->task, "select 1 from reviews where public_id = $1"), r->id);
	request_ask(r, open_stream);
}

/* ---- the listening thread ---- */

/* Fetches for the streams of one review, or of all (id NULL). */
static void look(struct events *ev, const char *id)
{
	struct stream *todo[EVENTS_STREAMS];
	int n = 0;
	pthread_mutex_lock(&ev->mu);
	for (struct stream *st = ev->streams; st; st = st->next)
		if ((!id || strcasecmp(st->id, id) == 0) && want_fetch(st))
			todo[n++] = st;
	pthread_mutex_unlock(&ev->mu);
	/* A stream with a fetch under way is not freed. */
	for (int i = 0; i < n; i++)
		fetch(todo[i]);
}

static void ping(struct events *ev)
{
	pthread_mutex_lock(&ev->mu);
	for (struct stream *st = ev->streams; st; st = st->next) {
		buf_puts(&st->out, ": still here\n\n");
		wake(st);
	}
	pthread_mutex_unlock(&ev->mu);
}

static void reap(PGconn *c)
{
	char sql[128];
	PGresult *r;
	snprintf(sql, sizeof sql, "select rc_job_reap(), rc_uploads_reap('%d minutes')", UPLOAD_IDLE_MINUTES);
	r = PQexec(c, sql);
	if (PQresultStatus(r) == PGRES_TUPLES_OK && (PQgetvalue(r, 0, 0)[0] != '0' || PQgetvalue(r, 0, 1)[0] != '0'))
		log_info("found %s lost leases and %s abandoned uploads", PQgetvalue(r, 0, 0), PQgetvalue(r, 0, 1));
	PQclear(r);
}

static PGconn *listen_connection(struct events *ev)
{
	struct err e;
	PGconn *c = db_connect(ev->srv->config->database_url, 0, &e);
	if (c)
		PQclear(PQexec(c, "listen rc_events; listen rc_tokens"));
	access_forget(ev->srv->access); /* what was told in between is lost */
	return c;
}

static void *listen_loop(void *arg)
{
	struct events *ev = arg;
	PGconn *c = NULL;
	uint64_t next_ping = clock_ms() + EVENTS_PING_SECONDS * 1000, next_reap = 0;
	while (!atomic_load(&ev->stop)) {
		PGnotify *note;
		if (!c) {
			c = listen_connection(ev);
			look(ev, NULL);
		}
		if (c)
			poll(&(struct pollfd){ .fd = PQsocket(c), .events = POLLIN }, 1, 250);
		else
			nanosleep(&(struct timespec){ .tv_nsec = 500000000 }, NULL);
		while (c && PQconsumeInput(c) && (note = PQnotifies(c))) {
			if (strcmp(note->relname, "rc_tokens") == 0)
				access_forget(ev->srv->access);
			else
				look(ev, note->extra);
			PQfreemem(note);
		}
		if (c && clock_ms() >= next_reap) {
			reap(c);
			next_reap = clock_ms() + REAP_SECONDS * 1000;
		}
		if (c && PQstatus(c) != CONNECTION_OK) {
			PQfinish(c);
			c = NULL;
		}
		if (clock_ms() >= next_ping) {
			ping(ev);
			look(ev, NULL); /* should a fetch have failed */
			next_ping = clock_ms() + EVENTS_PING_SECONDS * 1000;
		}
	}
	PQfinish(c);
	return NULL;
}

struct events *events_new(struct server *s, struct err *e)
{
	struct events *ev = calloc(1, sizeof *ev);
	if (!ev) {
		err_set(e, ERR_NO_MEMORY, "no memory for events");
		return NULL;
	}
	ev->srv = s;
	pthread_mutex_init(&ev->mu, NULL);
	if (pthread_create(&ev->thread, NULL, listen_loop, ev) != 0) {
		free(ev);
		err_set(e, ERR_IO, "cannot start the listening thread");
		return NULL;
	}
	return ev;
}

void events_stop_streams(struct events *ev)
{
	pthread_mutex_lock(&ev->mu);
	for (struct stream *st = ev->streams; st; st = st->next) {
		st->ended = true;
		wake(st);
	}
	pthread_mutex_unlock(&ev->mu);
}

void events_free(struct events *ev)
{
	if (!ev)
		return;
	atomic_store(&ev->stop, true);
	pthread_join(ev->thread, NULL);
	free(ev);
}
