/* API tokens: made (and shown once), listed, revoked. A token of one project handles only those of its project. */
#include "server/body.h"
#include "server/rows.h"
#include "server/secret.h"
#include "server/tokens.h"

#include "base/log.h"

#include <stdlib.h>

#define TOKEN_JSON                                                                                                \
	"json_build_object('id', t.public_id, 'name', t.name, 'scope', t.scope, 'project', p.public_id, "         \
	"'created', " ROW_TIME("t.created_at") ", 'expires', " ROW_TIME("t.expires_at") ", 'revoked', " ROW_TIME( \
		"t.revoked_at") ", 'used', " ROW_TIME("t.used_at") ")"

void tokens_list(struct request *r)
{
	struct db_query *q = db_add(&r->task, "select " TOKEN_JSON
					      "::text, t.id from tokens t left join projects p on p.id = t.project_id "
					      "where t.id < $1 and ($2 = '' or t.project_id = nullif($2, '')::bigint) "
					      "order by t.id desc limit $3");
	db_text(q, rows_before(r));
	db_text(q, r->who.project);
	db_text(q, r->limit_text);
	rows_list(r, "tokens", "token");
}

static void made(struct request *r)
{
	const PGresult *res = r->task.res[0];
	const char *token = r->data;
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_problem(r, 422, "not-found", "there is no such project; GET /api/v1/projects lists them");
		return;
	}
	jsonw_obj(&r->w);
	jsonw_kz(&r->w, "secret", token);
	jsonw_key(&r->w, "token");
	jsonw_raw(&r->w, db_get(res, 0, 0));
	jsonw_end(&r->w);
	reply_json(r, 201);
	log_info("token \"%s\" made by \"%s\"", PQgetvalue(res, 0, 1),
		 r->who.known ? r->who.name : "somebody on this machine");
}

void tokens_make(struct request *r)
{
	struct str name = { 0 }, scope = STR("read"), project = { 0 };
	long long days = TOKEN_DAYS;
	const struct body_field fields[] = { { "name", BODY_TEXT, &name, 1, 100, true },
					     { "scope", BODY_TEXT, &scope, 1, 10, true },
					     { "project", BODY_TEXT, &project, 36, 36, false },
					     { "days", BODY_NUMBER, &days, 0, TOKENS_DAYS_MAX, false } };
	struct arena *a = request_arena(r);
	struct db_query *q;
	enum need need;
	unsigned char d[SHA256_BYTES];
	char *token = r->data = calloc(1, SECRET_TOKEN), *hex = arena_alloc(a, 2 * sizeof d + 1);
	if (!body_read(r, fields, 4))
		return;
	if (!scope_from(scope.s, &need) || (project.n && !is_uuid(project.s, project.n))) {
		reply_problem(r, 400, "bad-request", "scope must be read, write or admin; project the id of one");
		return;
	}
	if (*r->who.project && project.n && !str_eq_nocase(project, str_from(r->who.project_public))) {
		reply_problem(r, 403, "scope", "this token may make tokens of its own project only");
		return;
	}
	if (!token || !secret_token(token)) {
		reply_problem(r, 503, "unavailable", "the system gives no random bytes; try again later");
		return;
	}
	sha256(str_from(token), d);
	hex_of(d, sizeof d, hex);
	r->task.lane = DB_WRITE;
	q = db_add(&r->task, TOKEN_INSERT("select " TOKEN_JSON
					  "::text, t.name from t left join projects p on p.id = t.project_id"));
	db_text(q, hex);
	db_text(q, name.s);
	db_text(q, scope.s);
	db_text(q, arena_printf(a, "%lld", days));
	db_text(q, *r->who.project ? r->who.project_public : project.n ? project.s : NULL);
	request_ask(r, made);
}

void tokens_revoke(struct request *r)
{
	struct db_query *q =
		db_add(&r->task, "update tokens set revoked_at = coalesce(revoked_at, now()) where public_id = $1 "
				 "and ($2 = '' or project_id = nullif($2, '')::bigint) returning 1");
	r->task.lane = DB_WRITE;
	db_text(q, r->id);
	db_text(q, r->who.project);
	rows_gone(r, "token");
}
