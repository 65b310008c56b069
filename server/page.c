#include "server/page.h"

#include <stdio.h>

int page_rows(const struct request *r, const PGresult *res)
{
	int n = PQntuples(res);
	return n > (int)r->limit ? (int)r->limit : n;
}

void page_end(struct request *r, const PGresult *res, char kind, int key_column)
{
	int n = PQntuples(res);
	jsonw_end(&r->w);
	if (n > (int)r->limit) {
		char next[REQUEST_CURSOR];
		snprintf(next, sizeof next, "%c%s", kind, PQgetvalue(res, (int)r->limit - 1, key_column));
		jsonw_kz(&r->w, "next", next);
	}
	jsonw_end(&r->w);
}

static void exists(struct request *r)
{
	if (request_failed(r))
		return;
	if (PQntuples(r->task.res[0]) == 0)
		reply_not_found(r);
	else
		reply_json(r, 200);
}

void page_check_review(struct request *r)
{
	db_text(db_add(&r->task, "select 1 from reviews where public_id = $1"), r->id);
	request_ask(r, exists);
}

const char *page_after(const struct request *r)
{
	return r->cursor[0] == 'n' ? r->cursor + 1 : "0";
}

bool page_words(struct request *r, const char *param, const char *const *words)
{
	const char *v = request_param(r, param);
	struct str list = str_from(v), item, rest = { "", 0 };
	bool more = v != NULL;
	while (more) {
		const char *const *w = words;
		more = str_cut(list, ',', &item, &rest);
		while (*w && !str_is(item, *w))
			w++;
		if (!*w) {
			reply_problem(r, 400, "bad-parameter",
				      "\"" STR_FMT "\" is no value of %s; see /api/v1/openapi.yaml",
				      (int)(item.n > 60 ? 60 : item.n), item.s, param);
			return false;
		}
		list = rest;
	}
	return true;
}

bool page_number(const char *v)
{
	size_t n = strlen(v);
	return n >= 1 && n <= 18 && strspn(v, "0123456789") == n;
}

bool page_short(struct request *r, const char *param, size_t max)
{
	const char *v = request_param(r, param);
	if (!v || strlen(v) <= max)
		return true;
	reply_problem(r, 400, "bad-parameter", "%s may be at most %zu bytes long", param, max);
	return false;
}

void col_str(struct jsonw *w, const char *key, const PGresult *res, int row, int col)
{
	jsonw_kstr(w, key, db_get(res, row, col));
}

void col_raw(struct jsonw *w, const char *key, const PGresult *res, int row, int col)
{
	jsonw_key(w, key);
	if (PQgetisnull(res, row, col))
		jsonw_null(w);
	else
		jsonw_raw(w, db_get(res, row, col));
}

void col_bool(struct jsonw *w, const char *key, const PGresult *res, int row, int col)
{
	jsonw_kbool(w, key, PQgetvalue(res, row, col)[0] == 't');
}
