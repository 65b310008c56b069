/*
 * Storing a review's findings: the worker's results_store() beside COPY BINARY of the same rows, both with their
 * transaction, into the same database.
 *
 *   store_peer DATABASE FINDINGS      prints ms of the peer and ms of ours
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "report/finding_json.h"
#include "worker/worker.h"

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void must(bool good, const struct err *e)
{
	if (good)
		return;
	fprintf(stderr, "store_peer: %s\n", e->text);
	exit(1);
}

static void make(struct review_report *r, struct arena *a, unsigned n)
{
	*r = (struct review_report){ .a = a, .name = STR("bench") };
	for (unsigned i = 0; i < n; i++) {
		struct finding *f = VEC_PUSH(a, &r->findings);
		*f = (struct finding){ .rule = STR("sync-send-at-dispatch"),
				       .severity = SEV_WARNING,
				       .driver = STR("driver"),
				       .fact = STR("waits"),
				       .fix = STR("Ask for passive execution in the queue's attributes."),
				       .suppressed = STR("") };
		f->at = (struct place){ .file = str_from(arena_printf(a, "src/queue%u.c", i % 20)),
					.line = i + 1,
					.col = 5,
					.function = str_from(arena_printf(a, "EvtIoDeviceControl%u", i % 50)) };
		f->message = str_from(arena_printf(a, "sends and waits, and may run at DISPATCH_LEVEL (%u)", i));
		f->identity = str_from(arena_printf(a, "%032x", i));
		for (unsigned k = 0; k < 3; k++) {
			struct step *s = VEC_PUSH(a, &f->steps);
			*s = (struct step){ .kind = STEP_ROOT, .at = f->at, .source = STR("contract") };
			s->text = STR("the framework calls this handler at DISPATCH_LEVEL or below");
		}
	}
}

static void field(struct buf *b, const void *p, size_t n)
{
	uint32_t be = htonl((uint32_t)n);
	buf_add(b, (const char *)&be, 4);
	buf_add(b, p, n);
}

static void text(struct buf *b, struct str s)
{
	field(b, s.s, s.n);
}

static void number(struct buf *b, uint32_t v)
{
	uint32_t be = htonl(v);
	field(b, &be, 4);
}

static void binary_rows(struct buf *b, const struct review_report *r, uint32_t review)
{
	static const char head[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
	struct buf json;
	uint16_t fields = htons(15), end = 0xffff;
	buf_init(&json, 1 << 20);
	buf_add(b, head, sizeof head);
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.v[i];
		uint32_t id[2] = { 0, htonl(review) };
		struct jsonw w;
		buf_add(b, (const char *)&fields, 2);
		field(b, id, 8);
		number(b, (uint32_t)i + 1);
		number(b, f->at.line);
		number(b, f->at.col);
		text(b, f->rule);
		text(b, STR("irql"));
		text(b, STR("warning"));
		text(b, STR("contract"));
		text(b, f->driver);
		text(b, f->at.file);
		text(b, f->at.function);
		text(b, f->message);
		text(b, f->identity);
		text(b, f->suppressed);
		buf_clear(&json);
		buf_putc(&json, 1); /* jsonb's version */
		jsonw_init(&w, &json);
		finding_write_body(&w, f);
		text(b, buf_view(&json));
	}
	buf_add(b, (const char *)&end, 2);
	buf_free(&json);
}

static bool copy_binary(struct db *d, const struct review_report *r, const char *review, struct err *e)
{
	struct buf b;
	PGresult *q;
	bool good;
	buf_init(&b, (size_t)WORKER_RESULT_MIB << 20);
	good = db_do(d, e, "begin");
	binary_rows(&b, r, (uint32_t)strtoul(review, NULL, 10));
	q = PQexec(d->c, "copy findings (review_id, n, line, col, rule, family, severity, strength, driver, file, function,"
			 " message, identity, suppressed, body) from stdin (format binary)");
	good = good && PQresultStatus(q) == PGRES_COPY_IN && PQputCopyData(d->c, b.s, (int)b.n) == 1 &&
	       PQputCopyEnd(d->c, NULL) == 1;
	PQclear(q);
	q = PQgetResult(d->c);
	if (!good || PQresultStatus(q) != PGRES_COMMAND_OK)
		good = err_set(e, ERR_DATABASE, "%s", PQerrorMessage(d->c));
	PQclear(q);
	PQclear(PQgetResult(d->c));
	buf_free(&b);
	return good && db_do(d, e, "commit");
}

/* A review, and for ours a job that this process has the lease of. */
static void begin(struct db *d, struct job *j)
{
	struct err e = { 0 };
	const char *id[1] = { j->review };
	*j = (struct job){ .lease = LEASE_OK };
	must(db_value(d, &e, j->review, sizeof j->review,
		      "insert into reviews (name, state) values ('bench', 'analysing') returning id", 0, NULL),
	     &e);
	must(db_value(d, &e, j->id, sizeof j->id,
		      "insert into jobs (kind, review_id, state, lease_token, lease_until) values"
		      " ('review', $1, 'leased', gen_random_uuid(), now() + '1 hour') returning id",
		      1, id),
	     &e);
	id[0] = j->id;
	must(db_value(d, &e, j->token, sizeof j->token, "select lease_token from jobs where id = $1", 1, id), &e);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new(0);
	struct worker w = { 0 };
	struct review_report r;
	struct job j;
	struct err e = { 0 };
	double t, peer;
	bool lost = false;
	if (argc != 3)
		return 2;
	w.db.url = argv[1];
	must(db_up(&w.db), &(struct err){ .text = "no database" });
	make(&r, a, (unsigned)strtoul(argv[2], NULL, 10));
	begin(&w.db, &j);
	t = now_ms();
	must(copy_binary(&w.db, &r, j.review, &e), &e);
	peer = now_ms() - t;
	begin(&w.db, &j);
	t = now_ms();
	must(results_store(&w, &j, &r, NULL, &lost, &e), &e);
	printf("%.3f %.3f\n", peer, now_ms() - t);
	db_close(&w.db);
	return 0;
}
