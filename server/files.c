/* What was reviewed: files, their text, translation units, the drivers' maps. */
#include "server/encoding.h"
#include "server/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

#define OF_REVIEW "review_id = (select id from reviews where public_id = $1) "

static const char *const kinds[] = { "source", "header", "project", "inf", "text", "binary", NULL };
static const char *const unit_states[] = { "analysed", "not_analysed", NULL };

static void finish_list(struct request *r, int rows)
{
	if (rows)
		reply_json(r, 200);
	else
		page_check_review(r);
}

static void files(struct request *r)
{
	const PGresult *res = r->task.res[0];
	struct jsonw *w = &r->w;
	if (request_failed(r))
		return;
	jsonw_obj(w);
	jsonw_key(w, "files");
	jsonw_arr(w);
	for (int i = 0; i < page_rows(r, res); i++) {
		jsonw_obj(w);
		col_str(w, "path", res, i, 0);
		col_str(w, "kind", res, i, 1);
		col_raw(w, "size", res, i, 2);
		col_str(w, "encoding", res, i, 3);
		col_str(w, "sha256", res, i, 4);
		col_raw(w, "findings", res, i, 5);
		jsonw_end(w);
	}
	page_end(r, res, 'p', 0);
	finish_list(r, PQntuples(res));
}

void files_list(struct request *r)
{
	struct db_query *q;
	if (!page_words(r, "kind", kinds))
		return;
	q = db_add(&r->task,
		   "select p.path, p.kind, b.size, b.encoding, encode(p.sha256, 'hex'), coalesce(f.n, 0) from "
		   "(select * from review_files where " OF_REVIEW "and path > $2 "
		   "and ($4::text is null or kind = any (string_to_array($4, ','))) order by path limit $3) p "
		   "join blobs b using (sha256) left join (select file, count(*) n from findings where " OF_REVIEW
		   "and suppressed = '' group by file) f on f.file = p.path order by p.path");
	db_text(q, r->id);
	db_text(q, r->cursor[0] == 'p' ? r->cursor + 1 : "");
	db_text(q, r->limit_text);
	db_text(q, request_param(r, "kind"));
	request_ask(r, files);
}

/* Decompresses and converts; false with the reply filled in. */
static bool source_text(struct request *r, const PGresult *res)
{
	unsigned long long size = 0;
	struct str z = db_get(res, 0, 0);
	char *raw;
	size_t n;
	if (!str_to_u64(db_get(res, 0, 1), &size) || size > RESPONSE_MAX) {
		reply_problem(r, 413, "too-large", "the file is too large to be shown");
		return false;
	}
	raw = malloc(size + 1);
	n = raw ? ZSTD_decompress(raw, size, z.s, z.n) : 0;
	if (!raw || ZSTD_isError(n) || n != size) {
		free(raw);
		log_error("a stored file cannot be decompressed");
		reply_problem(r, 500, "internal", "the stored file is damaged; upload the driver again");
		return false;
	}
	encoding_to_utf8(PQgetvalue(res, 0, 2), raw, n, &r->out);
	free(raw);
	return true;
}

static void source(struct request *r)
{
	const PGresult *res = r->task.res[0];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_not_found(r);
		return;
	}
	if (strcmp(PQgetvalue(res, 0, 2), "binary") == 0) {
		reply_problem(r, 415, "not-text", "the file is binary, there is no text to show");
		return;
	}
	if (!source_text(r, res))
		return;
	r->reply.status = 200;
	r->reply.type = "text/plain; charset=utf-8";
	r->reply.cache = "private, no-cache";
	snprintf(r->reply.etag, sizeof r->reply.etag, "\"%.32s\"", PQgetvalue(res, 0, 3));
	snprintf(r->reply.encoding, sizeof r->reply.encoding, "%s", PQgetvalue(res, 0, 2));
}

void files_source(struct request *r)
{
	const char *path = request_param(r, "path");
	struct db_query *q;
	if (!path || !*path) {
		reply_problem(r, 400, "bad-parameter", "path is missing: one of /api/v1/reviews/{id}/files");
		return;
	}
	q = db_add(&r->task, "select b.zstd, b.size::text, b.encoding, encode(b.sha256, 'hex') from review_files "
			     "join blobs b using (sha256) where " OF_REVIEW "and path = $2");
	q->binary_result = true;
	db_text(q, r->id);
	db_text(q, path);
	request_ask(r, source);
}

static void units(struct request *r)
{
	const PGresult *res = r->task.res[0];
	struct jsonw *w = &r->w;
	if (request_failed(r))
		return;
	jsonw_obj(w);
	jsonw_key(w, "units");
	jsonw_arr(w);
	for (int i = 0; i < page_rows(r, res); i++) {
		jsonw_obj(w);
		col_raw(w, "n", res, i, 0);
		col_str(w, "driver", res, i, 1);
		col_str(w, "path", res, i, 2);
		col_str(w, "state", res, i, 3);
		col_str(w, "reason", res, i, 4);
		col_bool(w, "cplusplus", res, i, 5);
		col_raw(w, "functions", res, i, 6);
		col_raw(w, "ops", res, i, 7);
		col_raw(w, "opaque_ops", res, i, 8);
		col_raw(w, "functions_affected", res, i, 9);
		col_raw(w, "parse_ms", res, i, 10);
		col_raw(w, "guesses", res, i, 11);
		col_raw(w, "diags", res, i, 12);
		jsonw_end(w);
	}
	page_end(r, res, 'n', 0);
	finish_list(r, PQntuples(res));
}

void units_list(struct request *r)
{
	struct db_query *q;
	if (!page_words(r, "state", unit_states))
		return;
	q = db_add(
		&r->task,
		"select n, driver, path, state, reason, cplusplus, functions, ops, opaque_ops, functions_affected, parse_ms, guesses, "
		"diags from units where " OF_REVIEW "and n > $2 and ($4::text is null or state = $4) "
		"and ($5::text is null or driver = $5) order by n limit $3");
	db_text(q, r->id);
	db_text(q, r->cursor[0] == 'n' && strlen(r->cursor) <= 10 ? r->cursor + 1 : "-1");
	db_text(q, r->limit_text);
	db_text(q, request_param(r, "state"));
	db_text(q, request_param(r, "driver"));
	request_ask(r, units);
}

static void maps(struct request *r)
{
	const PGresult *res = r->task.res[0];
	struct jsonw *w = &r->w;
	if (request_failed(r))
		return;
	jsonw_obj(w);
	jsonw_key(w, "drivers");
	jsonw_arr(w);
	for (int i = 0; i < PQntuples(res); i++) {
		jsonw_obj(w);
		col_str(w, "name", res, i, 0);
		col_str(w, "project", res, i, 1);
		col_str(w, "config", res, i, 2);
		col_str(w, "framework", res, i, 3);
		col_bool(w, "checked", res, i, 4);
		col_str(w, "reason", res, i, 5);
		col_raw(w, "notes", res, i, 6);
		col_raw(w, "check_ms", res, i, 7);
		col_raw(w, "map", res, i, 8);
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
	finish_list(r, PQntuples(res));
}

void drivers_map(struct request *r)
{
	struct db_query *q =
		db_add(&r->task,
		       "select name, project, config, framework, checked, reason, notes, check_ms, map from drivers "
		       "where " OF_REVIEW "and ($2::text is null or name = $2) order by n");
	db_text(q, r->id);
	db_text(q, request_param(r, "driver"));
	request_ask(r, maps);
}
