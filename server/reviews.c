/* Reviews: list, one, cancel, retry, delete. */
#include "server/page.h"

static const char *const states[] = { "queued", "unpacking", "analysing", "done", "failed", "cancelled", NULL };

static void text_or_null(struct jsonw *w, const char *key, const PGresult *res, int row, int col)
{
	if (PQgetisnull(res, row, col)) {
		jsonw_key(w, key);
		jsonw_null(w);
	} else {
		col_str(w, key, res, row, col);
	}
}

/* Of a project's commit: what it is, and how it compares with its baseline. */
static void revision(struct jsonw *w, const PGresult *res, int row, int c)
{
	static const char *const counts[] = { "new", "unchanged", "fixed", "reopened" };
	jsonw_key(w, "revision");
	jsonw_obj(w);
	col_str(w, "project", res, row, c++);
	col_raw(w, "pull", res, row, c++);
	text_or_null(w, "branch", res, row, c++);
	text_or_null(w, "commit", res, row, c++);
	text_or_null(w, "base", res, row, c++);
	for (size_t i = 0; i < 4; i++)
		col_raw(w, counts[i], res, row, c++);
	col_raw(w, "unaffected_drivers", res, row, c++);
	col_bool(w, "superseded", res, row, c);
	jsonw_end(w);
}

void review_write(struct jsonw *w, const PGresult *res, int row)
{
	static const char *const counts[] = { "drivers",    "units_total",	    "units_analysed", "functions",
					      "opaque_ops", "guessed_declarations", "findings",	      "suppressed" };
	int c = 0;
	jsonw_obj(w);
	col_str(w, "id", res, row, c++);
	col_str(w, "name", res, row, c++);
	col_str(w, "state", res, row, c++);
	col_bool(w, "partial", res, row, c++);
	col_str(w, "reason", res, row, c++);
	col_str(w, "input", res, row, c++);
	col_raw(w, "options", res, row, c++);
	jsonw_key(w, "progress");
	jsonw_obj(w);
	col_raw(w, "done", res, row, c++);
	col_raw(w, "total", res, row, c++);
	jsonw_end(w);
	jsonw_key(w, "counts");
	jsonw_obj(w);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		col_raw(w, counts[i], res, row, c++);
	jsonw_key(w, "by_severity");
	jsonw_obj(w);
	col_raw(w, "note", res, row, c++);
	col_raw(w, "warning", res, row, c++);
	col_raw(w, "error", res, row, c++);
	jsonw_end(w);
	jsonw_end(w);
	col_raw(w, "skipped", res, row, c++);
	col_str(w, "engine", res, row, c++);
	col_raw(w, "elapsed_ms", res, row, c++);
	col_str(w, "created", res, row, c++);
	for (int i = 0; i < 2; i++, c++) {
		jsonw_key(w, i ? "finished" : "started");
		if (PQgetisnull(res, row, c))
			jsonw_null(w);
		else
			jsonw_str(w, db_get(res, row, c));
	}
	if (PQgetisnull(res, row, c)) {
		jsonw_key(w, "revision");
		jsonw_null(w);
	} else {
		revision(w, res, row, c);
	}
	jsonw_end(w);
}

static void list(struct request *r)
{
	const PGresult *res = r->task.res[0];
	if (request_failed(r))
		return;
	jsonw_obj(&r->w);
	jsonw_key(&r->w, "reviews");
	jsonw_arr(&r->w);
	for (int i = 0; i < page_rows(r, res); i++)
		review_write(&r->w, res, i);
	page_end(r, res, 'n', PQnfields(res) - 1);
	reply_json(r, 200);
}

void reviews_list(struct request *r)
{
	const char *project = request_param(r, "project"), *pull = request_param(r, "pull");
	struct db_query *q;
	if (!page_words(r, "state", states) || !page_short(r, "q", 800) || !page_short(r, "branch", 400))
		return;
	if ((project && !is_uuid(project, strlen(project))) || (pull && !page_number(pull)) ||
	    ((pull || request_param(r, "branch")) && !project)) {
		reply_problem(r, 400, "bad-parameter",
			      "project must be a project's id; pull (a number) and branch go with it");
		return;
	}
	q = db_add(&r->task,
		   "select " REVIEW_COLUMNS ", id from reviews where id < $1 "
		   "and ($2::text is null or state = any (string_to_array($2, ','))) "
		   "and ($3::text is null or position(lower($3) in lower(name)) > 0) "
		   "and ($5 = '' or project_id = nullif($5, '')::bigint) "
		   "and ($6::uuid is null or project_id = (select p.id from projects p where p.public_id = $6::uuid)) "
		   "and ($7::bigint is null or pull_id in (select p.id from pulls p where p.number = $7::bigint)) "
		   "and ($8::text is null or branch = $8) order by id desc limit $4");
	db_text(q, r->cursor[0] == 'n' ? r->cursor + 1 : "9223372036854775807");
	db_text(q, request_param(r, "state"));
	db_text(q, request_param(r, "q"));
	db_text(q, r->limit_text);
	db_text(q, r->who.project);
	db_text(q, project);
	db_text(q, pull);
	db_text(q, request_param(r, "branch"));
	request_ask(r, list);
}

/* The last query selects the review. */
static void one(struct request *r, unsigned status)
{
	const PGresult *res = r->task.res[r->task.nq - 1];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_not_found(r);
		return;
	}
	review_write(&r->w, res, 0);
	reply_json(r, status);
}

static void got(struct request *r)
{
	one(r, 200);
}

static void select_review(struct request *r)
{
	db_text(db_add(&r->task, "select " REVIEW_COLUMNS " from reviews where public_id = $1"), r->id);
}

void reviews_get(struct request *r)
{
	select_review(r);
	request_ask(r, got);
}

static void deleted(struct request *r)
{
	const PGresult *res = r->task.res[0];
	if (request_failed(r))
		return;
	/* A repeated deletion (after a lost connection) finds nothing: that is done as well. */
	if (PQgetvalue(res, 0, 0)[0] == 't' || r->task.tries)
		r->reply.status = 204;
	else
		reply_not_found(r);
}

void reviews_delete(struct request *r)
{
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select rc_review_delete($1)"), r->id);
	request_ask(r, deleted);
}

static void cancelled(struct request *r)
{
	const PGresult *res = r->task.res[0];
	bool later = r->task.ok && strcmp(PQgetvalue(res, 0, 0), "requested") == 0;
	one(r, later ? 202 : 200);
}

void reviews_cancel(struct request *r)
{
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select rc_review_cancel($1)"), r->id);
	select_review(r);
	request_ask(r, cancelled);
}

static void retried(struct request *r)
{
	const PGresult *res = r->task.res[0];
	if (r->task.ok && strcmp(PQgetvalue(res, 0, 0), "busy") == 0 && !r->task.tries)
		reply_problem(r, 409, "conflict",
			      "the review is still waiting or running; cancel it first, or wait until it is over");
	else
		one(r, 202);
}

void reviews_retry(struct request *r)
{
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select rc_review_retry($1)"), r->id);
	select_review(r);
	request_ask(r, retried);
}
