#include "server/rows.h"

#include "server/page.h"

static void list(struct request *r)
{
	const PGresult *res = r->task.res[0], *there = r->task.nq > 1 ? r->task.res[1] : NULL;
	if (request_failed(r))
		return;
	if (there && PQntuples(there) == 0) {
		reply_not_found(r);
		return;
	}
	jsonw_obj(&r->w);
	jsonw_key(&r->w, r->list_name);
	jsonw_arr(&r->w);
	for (int i = 0; i < page_rows(r, res); i++)
		jsonw_raw(&r->w, db_get(res, i, 0));
	page_end(r, res, 'n', PQnfields(res) - 1);
	reply_json(r, 200);
}

void rows_list(struct request *r, const char *name, const char *what)
{
	r->list_name = name;
	r->what = what;
	if (strncmp(r->route->path, "/api/v1/projects/{id}", 21) == 0)
		db_text(db_add(&r->task, "select 1 from projects where public_id = $1"), r->id);
	else if (strncmp(r->route->path, "/api/v1/reviews/{id}", 20) == 0)
		db_text(db_add(&r->task, "select 1 from reviews where public_id = $1"), r->id);
	request_ask(r, list);
}

static void one_as(struct request *r, unsigned status)
{
	const PGresult *res = r->task.res[r->task.nq - 1];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_not_found(r);
		return;
	}
	buf_str(&r->out, db_get(res, 0, 0));
	reply_json(r, status);
}

static void one(struct request *r)
{
	one_as(r, 200);
}

static void made(struct request *r)
{
	one_as(r, 201);
}

static void gone(struct request *r)
{
	one_as(r, 200);
	if (r->reply.status == 200) {
		buf_clear(&r->out);
		r->reply.status = 204;
	}
}

void rows_one(struct request *r, const char *what)
{
	r->what = what;
	request_ask(r, one);
}

void rows_made(struct request *r, const char *what)
{
	r->what = what;
	request_ask(r, made);
}

void rows_gone(struct request *r, const char *what)
{
	r->what = what;
	request_ask(r, gone);
}

const char *rows_before(const struct request *r)
{
	return r->cursor[0] == 'n' ? r->cursor + 1 : "9223372036854775807";
}
