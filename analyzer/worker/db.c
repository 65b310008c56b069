#include "worker/worker.h"

#include <stdio.h>

static void quiet(void *arg, const PGresult *r)
{
	(void)arg, (void)r;
}

/* The server's words without their line ends; they never hold the password. */
static bool sorry(struct db *d, struct err *e, const char *what, const PGresult *r)
{
	const char *why = r ? PQresultErrorMessage(r) : PQerrorMessage(d->c);
	return err_set(e, ERR_DATABASE, "%s: %.*s", what, (int)strcspn(why, "\n"), why);
}

bool db_up(struct db *d)
{
	PGresult *r;
	uint64_t now = sandbox_now_ns();
	if (d->c && PQstatus(d->c) == CONNECTION_OK)
		return true;
	if (now < d->retry_ns)
		return false;
	if (d->c)
		PQfinish(d->c);
	d->c = PQconnectdb(d->url);
	if (PQstatus(d->c) == CONNECTION_OK) {
		PQsetNoticeReceiver(d->c, quiet, NULL);
		r = PQexec(d->c, "set application_name = 'ringcheck-worker'; set statement_timeout = '120s'; "
				 "listen rc_jobs; listen rc_cancel");
		if (PQresultStatus(r) == PGRES_COMMAND_OK) {
			PQclear(r);
			if (d->wait_ms)
				log_info("the database is there again");
			d->wait_ms = 0;
			return true;
		}
		PQclear(r);
	}
	if (d->wait_ms == 0)
		log_warn("no database: %.*s", (int)strcspn(PQerrorMessage(d->c), "\n"), PQerrorMessage(d->c));
	d->wait_ms = d->wait_ms == 0 ? WORKER_RECONNECT_MIN_MS : d->wait_ms * 2;
	if (d->wait_ms > WORKER_RECONNECT_MAX_MS)
		d->wait_ms = WORKER_RECONNECT_MAX_MS;
	d->retry_ns = sandbox_now_ns() + d->wait_ms * 1000000ull;
	return false;
}

void db_close(struct db *d)
{
	if (d->c)
		PQfinish(d->c);
	d->c = NULL;
}

PGresult *db_query(struct db *d, struct err *e, const char *sql, int n, const char *const *v)
{
	PGresult *r;
	ExecStatusType s;
	if (!d->c || PQstatus(d->c) != CONNECTION_OK) {
		err_set(e, ERR_DATABASE, "no connection to the database");
		return NULL;
	}
	r = PQexecParams(d->c, sql, n, NULL, v, NULL, NULL, 0);
	s = PQresultStatus(r);
	if (s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK || s == PGRES_COPY_IN)
		return r;
	sorry(d, e, "the database refused", r);
	PQclear(r);
	return NULL;
}

bool db_value(struct db *d, struct err *e, char *out, size_t room, const char *sql, int n, const char *const *v)
{
	PGresult *r = db_query(d, e, sql, n, v);
	out[0] = 0;
	if (!r)
		return false;
	if (PQntuples(r) > 0 && !PQgetisnull(r, 0, 0))
		snprintf(out, room, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
	return true;
}

bool db_do(struct db *d, struct err *e, const char *sql)
{
	PGresult *r = db_query(d, e, sql, 0, NULL);
	PQclear(r);
	return r != NULL;
}

void copy_str(struct buf *b, struct str s)
{
	size_t from = 0;
	if (b->n && b->s[b->n - 1] != '\n')
		buf_putc(b, '\t');
	for (size_t i = 0; i < s.n; i++) {
		char c = s.s[i], as = c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : c == '\\' ? '\\' : 0;
		if (!as)
			continue;
		buf_add(b, s.s + from, i - from);
		buf_putc(b, '\\');
		buf_putc(b, as);
		from = i + 1;
	}
	buf_add(b, s.s + from, s.n - from);
}

void copy_end(struct buf *b)
{
	buf_putc(b, '\n');
}

bool db_copy(struct db *d, struct err *e, const char *sql, const struct buf *rows)
{
	enum { PIECE = 1 << 20 };
	PGresult *r;
	bool good = true;
	if (rows->full)
		return err_set(e, ERR_TOO_LARGE, "the results are over %d MiB", (int)WORKER_RESULT_MIB);
	if (rows->n == 0)
		return true;
	r = db_query(d, e, sql, 0, NULL);
	if (!r)
		return false;
	PQclear(r);
	for (size_t at = 0; good && at < rows->n; at += PIECE) {
		size_t n = rows->n - at < PIECE ? rows->n - at : PIECE;
		good = PQputCopyData(d->c, rows->s + at, (int)n) == 1;
	}
	if (!good || PQputCopyEnd(d->c, NULL) != 1)
		return sorry(d, e, "storing", NULL);
	while ((r = PQgetResult(d->c))) {
		if (PQresultStatus(r) != PGRES_COMMAND_OK && good)
			good = sorry(d, e, "storing", r);
		PQclear(r);
	}
	return good;
}
