/* Health, readiness, metrics, the API's description. */
#include "server/embed.h"
#include "server/http.h"

static const double bounds[METRICS_BUCKETS] = { 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30 };

void metrics_request(struct metrics *m, unsigned status, uint64_t micros)
{
	unsigned i = 0;
	atomic_fetch_add(&m->by_class[status / 100 < 6 ? status / 100 : 0], 1);
	while (i < METRICS_BUCKETS && (double)micros > bounds[i] * 1e6)
		i++;
	atomic_fetch_add(&m->seconds[i], 1);
	atomic_fetch_add(&m->micros_sum, micros);
}

static void ok(struct request *r)
{
	jsonw_obj(&r->w);
	jsonw_kz(&r->w, "status", "ok");
	jsonw_end(&r->w);
	reply_json(r, 200);
}

void service_health(struct request *r)
{
	ok(r);
}

static void ready(struct request *r)
{
	if (!request_failed(r))
		ok(r);
}

void service_ready(struct request *r)
{
	if (atomic_load(&r->srv->stopping)) {
		reply_problem(r, 503, "unavailable", "this server is stopping; use another one");
		return;
	}
	db_add(&r->task, "select max(version) from schema_version");
	request_ask(r, ready);
}

void service_openapi(struct request *r)
{
	r->reply.status = 200;
	r->reply.type = "application/yaml";
	r->reply.fixed = embed_openapi;
}

static void counter(struct buf *b, const char *name, const char *kind, const char *help, double v)
{
	buf_printf(b, "# HELP ringcheck_%s %s\n# TYPE ringcheck_%s %s\nringcheck_%s %.15g\n", name, help, name, kind,
		   name, v);
}

static void http_metrics(struct buf *b, struct metrics *m)
{
	unsigned long sum = 0;
	buf_puts(
		b,
		"# HELP ringcheck_http_requests_total Requests by class of status.\n# TYPE ringcheck_http_requests_total counter\n");
	for (unsigned i = 1; i < 6; i++)
		buf_printf(b, "ringcheck_http_requests_total{status=\"%uxx\"} %lu\n", i, atomic_load(&m->by_class[i]));
	buf_puts(b, "# HELP ringcheck_http_request_seconds Time from the headers to the last byte sent.\n"
		    "# TYPE ringcheck_http_request_seconds histogram\n");
	for (unsigned i = 0; i < METRICS_BUCKETS; i++) {
		sum += atomic_load(&m->seconds[i]);
		buf_printf(b, "ringcheck_http_request_seconds_bucket{le=\"%g\"} %lu\n", bounds[i], sum);
	}
	sum += atomic_load(&m->seconds[METRICS_BUCKETS]);
	buf_printf(b, "ringcheck_http_request_seconds_bucket{le=\"+Inf\"} %lu\n", sum);
	buf_printf(b, "ringcheck_http_request_seconds_sum %.6f\nringcheck_http_request_seconds_count %lu\n",
		   (double)atomic_load(&m->micros_sum) / 1e6, sum);
	counter(b, "upload_bytes_total", "counter", "Bytes of upload bodies read.",
		(double)atomic_load(&m->upload_bytes));
	counter(b, "uploads_total", "counter", "Uploads that became a review.", (double)atomic_load(&m->uploads_done));
	counter(b, "uploads_refused_total", "counter", "Uploads refused with a problem.",
		(double)atomic_load(&m->uploads_refused));
	counter(b, "uploads_aborted_total", "counter", "Uploads whose client went away.",
		(double)atomic_load(&m->uploads_aborted));
	counter(b, "event_streams", "gauge", "Open event streams.", atomic_load(&m->streams));
}

static void db_metrics(struct buf *b, const struct db_stats *s)
{
	counter(b, "db_tasks_total", "counter", "Tasks given to the database threads.", (double)atomic_load(&s->tasks));
	counter(b, "db_retries_total", "counter", "Tasks sent again after a lost connection or a conflict.",
		(double)atomic_load(&s->retries));
	counter(b, "db_failures_total", "counter", "Tasks that failed in the end.", (double)atomic_load(&s->failures));
	counter(b, "db_connects_total", "counter", "Connections made.", (double)atomic_load(&s->connects));
	counter(b, "db_connected", "gauge", "Connections open.", atomic_load(&s->connected));
	counter(b, "db_waiting", "gauge", "Tasks waiting.", atomic_load(&s->waiting));
}

static void metrics(struct request *r)
{
	struct buf *b = &r->out;
	const PGresult *res = r->task.res[0];
	http_metrics(b, &r->srv->metrics);
	db_metrics(b, db_stats(r->srv->db));
	/* A lost database must not take the other figures with it. */
	counter(b, "up_database", "gauge", "Did the database answer this request?", r->task.ok);
	if (r->task.ok) {
		buf_puts(b, "# HELP ringcheck_jobs Jobs by kind and state.\n# TYPE ringcheck_jobs gauge\n");
		for (int i = 0; i < PQntuples(res); i++)
			buf_printf(b, "ringcheck_jobs{kind=\"%s\",state=\"%s\"} %s\n", PQgetvalue(res, i, 0),
				   PQgetvalue(res, i, 1), PQgetvalue(res, i, 2));
		buf_puts(
			b,
			"# HELP ringcheck_job_oldest_ready_seconds Age of the oldest job that waits.\n# TYPE ringcheck_job_oldest_ready_seconds gauge\n");
		buf_printf(b, "ringcheck_job_oldest_ready_seconds %s\n", PQgetvalue(r->task.res[1], 0, 0));
	}
	r->reply.status = 200;
	r->reply.type = "text/plain; version=0.0.4; charset=utf-8";
}

void service_metrics(struct request *r)
{
	db_add(&r->task,
	       "select kind, state, count(*) from jobs where state in ('ready', 'leased') group by 1, 2 order by 1, 2");
	db_add(&r->task,
	       "select coalesce(extract(epoch from now() - min(run_after)), 0)::numeric(12, 3) from jobs where state = 'ready' and run_after < now()");
	request_ask(r, metrics);
}
