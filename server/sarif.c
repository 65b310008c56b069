/* A finished review as SARIF, from what is stored, by the writer the command line uses. */
#include "server/findings.h"
#include "server/page.h"
#include "server/rules.h"

#include "report/finding_json.h"
#include "report/writers.h"

#include <stdio.h>
#include <stdlib.h>

#define OF_REVIEW "review_id = (select id from reviews where public_id = $1) "

enum { Q_REVIEW, Q_DRIVERS, Q_UNITS, Q_FINDINGS };

static uint64_t number(const PGresult *res, int row, int col)
{
	unsigned long long n = 0;
	str_to_u64(db_get(res, row, col), &n);
	return n;
}

static void add_drivers(struct review_report *v, const PGresult *res)
{
	for (int i = 0; i < PQntuples(res); i++) {
		struct driver_report *d = VEC_PUSH(v->a, &v->drivers);
		d->name = db_get(res, i, 0);
		d->project = db_get(res, i, 1);
		d->config = db_get(res, i, 2);
		d->framework = db_get(res, i, 3);
		d->checked = PQgetvalue(res, i, 4)[0] == 't';
		d->reason = db_get(res, i, 5);
		d->map_json = STR("{}");
	}
}

static void add_units(struct review_report *v, const PGresult *res)
{
	for (int i = 0; i < PQntuples(res); i++) {
		struct unit_report *u = VEC_PUSH(v->a, &v->units);
		u->driver = db_get(res, i, 0);
		u->path = db_get(res, i, 1);
		u->analysed = strcmp(PQgetvalue(res, i, 2), "analysed") == 0;
		u->reason = db_get(res, i, 3);
		u->functions = number(res, i, 4);
		u->opaque_ops = number(res, i, 5);
	}
}

static bool add_findings(struct review_report *v, const PGresult *res, struct err *e)
{
	struct buf one;
	bool ok = true;
	buf_init(&one, RESPONSE_MAX);
	for (int i = 0; ok && i < PQntuples(res); i++) {
		buf_clear(&one);
		finding_row_whole(&one, res, i);
		ok = finding_read(v->a, buf_view(&one), VEC_PUSH(v->a, &v->findings), e);
	}
	buf_free(&one);
	return ok;
}

static size_t result_bytes(const PGresult *res)
{
	return PQresultMemorySize(res);
}

static void write_sarif(struct request *r, struct arena *a)
{
	PGresult *const *res = r->task.res;
	struct review_report v = { .a = a };
	struct err e = { 0 };
	v.name = db_get(res[Q_REVIEW], 0, 1);
	add_drivers(&v, res[Q_DRIVERS]);
	add_units(&v, res[Q_UNITS]);
	if (!add_findings(&v, res[Q_FINDINGS], &e)) {
		reply_err(r, &(struct err){ ERR_INTERNAL,
					    "a stored finding cannot be read; have the driver reviewed again" });
		return;
	}
	r->out.max = SARIF_MAX;
	sarif_write(&v, rules_infos(r->srv->rules), &r->out);
	reply_json(r, 200);
	if (r->reply.status == 200) {
		r->reply.type = "application/sarif+json";
		snprintf(r->reply.filename, sizeof r->reply.filename, "ringcheck-%.8s.sarif", r->id);
	}
}

static void got(struct request *r)
{
	PGresult *const *res = r->task.res;
	struct arena *a;
	if (request_failed(r))
		return;
	if (PQntuples(res[Q_REVIEW]) == 0) {
		reply_not_found(r);
		return;
	}
	if (strcmp(PQgetvalue(res[Q_REVIEW], 0, 0), "done") != 0) {
		reply_problem(r, 409, "conflict",
			      "the review is %s: there is a SARIF log only of a review that is done",
			      PQgetvalue(res[Q_REVIEW], 0, 0));
		return;
	}
	if (PQntuples(res[Q_FINDINGS]) > SARIF_FINDINGS || result_bytes(res[Q_FINDINGS]) > SARIF_MAX) {
		reply_problem(r, 413, "too-large",
			      "the review has more findings than one SARIF log may hold; use /findings, page by page");
		return;
	}
	a = arena_new(0);
	write_sarif(r, a);
	arena_free(a);
}

void sarif_get(struct request *r)
{
	char *limit = r->limit_text;
	struct db_query *q;
	r->task.lane = DB_WRITE; /* long: not before the pages */
	snprintf(limit, sizeof r->limit_text, "%d", SARIF_FINDINGS + 1);
	db_text(db_add(&r->task, "select state, name from reviews where public_id = $1"), r->id);
	db_text(db_add(&r->task,
		       "select name, project, config, framework, checked, reason from drivers where " OF_REVIEW
		       "order by n"),
		r->id);
	db_text(db_add(&r->task, "select driver, path, state, reason, functions, opaque_ops from units where " OF_REVIEW
				 "order by n"),
		r->id);
	q = db_add(&r->task, "select " FINDING_COLUMNS ", body from findings where " OF_REVIEW "order by n limit $2");
	db_text(q, r->id);
	db_text(q, limit);
	request_ask(r, got);
}
