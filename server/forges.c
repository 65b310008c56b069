/* Forges as Ringcheck speaks to them. The App's private key goes in and never comes out. */
#include "server/body.h"
#include "server/project.h"
#include "server/rows.h"

#define FORGE_JSON                                                                                               \
	"json_build_object('id', f.public_id, 'kind', f.kind, 'name', f.name, 'api_url', f.api_url, 'web_url', " \
	"f.web_url, 'app_id', f.app_id, 'has_app_key', f.app_key is not null, 'private', f.private, 'probed', "  \
	"f.probed, 'projects', (select count(*) from projects where forge_id = f.id), 'created', " ROW_TIME(     \
		"f.created_at") ")::text"

void forges_list(struct request *r)
{
	struct db_query *q =
		db_add(&r->task, "select " FORGE_JSON ", f.id from forges f where id < $1 order by id desc limit $2");
	db_text(q, rows_before(r));
	db_text(q, r->limit_text);
	rows_list(r, "forges", "forge");
}

void forges_get(struct request *r)
{
	db_text(db_add(&r->task, "select " FORGE_JSON " from forges f where public_id = $1"), r->id);
	rows_one(r, "forge");
}

struct forge_in {
	struct str kind, name, api_url, web_url, app_id, app_key;
	int private;
};

enum { FORGE_FIELDS = 7 };

static bool read_forge(struct request *r, struct forge_in *in, bool fresh)
{
	const struct body_field fields[FORGE_FIELDS] = {
		{ "name", BODY_TEXT, &in->name, 1, 100, fresh },
		{ "api_url", BODY_TEXT, &in->api_url, 1, 400, false },
		{ "web_url", BODY_TEXT, &in->web_url, 1, 400, false },
		{ "app_id", BODY_TEXT, &in->app_id, 0, 40, false },
		{ "app_key", BODY_SECRET, &in->app_key, 0, 16384, false },
		{ "private", BODY_FLAG, &in->private, 0, 0, false },
		{ "kind", BODY_TEXT, &in->kind, 1, 10, true },
	};
	in->private = -1;
	return body_read(r, fields, fresh ? FORGE_FIELDS : FORGE_FIELDS - 1) &&
	       url_check(r, "api_url", &in->api_url, in->private) && url_check(r, "web_url", &in->web_url, in->private);
}

/* Where the public ones are; others have to be named. */
static bool defaults(struct request *r, struct forge_in *in)
{
	static const struct {
		const char *kind, *api, *web;
	} known[] = { { "github", "https://api.github.com", "https://github.com" },
		      { "gitlab", "https://gitlab.com/api/v4", "https://gitlab.com" },
		      { "gitea", NULL, NULL },
		      { "git", "", "" } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!str_is(in->kind, known[i].kind))
			continue;
		if (!in->api_url.n && !known[i].api) {
			reply_problem(r, 400, "bad-request",
				      "\"api_url\" is missing: for Gitea and Forgejo it is https://HOST/api/v1");
			return false;
		}
		if (!in->web_url.n && in->api_url.n)
			in->web_url = api_to_web(request_arena(r), in->api_url);
		if (!in->api_url.n)
			in->api_url = str_from(known[i].api);
		if (!in->web_url.n)
			in->web_url = str_from(known[i].web);
		return true;
	}
	reply_problem(r, 400, "bad-request", "kind must be github, gitlab, gitea (Forgejo, too) or git");
	return false;
}

static void conflict(struct request *r)
{
	const PGresult *res = r->task.res[r->task.nq - 1];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_problem(
			r, 409, "conflict",
			"there is a forge of that name already, or this one is gone; GET /api/v1/forges lists them");
		return;
	}
	buf_str(&r->out, db_get(res, 0, 0));
	reply_json(r, strcmp(r->method, "POST") == 0 ? 201 : 200);
}

void forges_make(struct request *r)
{
	struct forge_in in = { 0 };
	struct str sealed = { 0 };
	struct db_query *q;
	if (!read_forge(r, &in, true) || !defaults(r, &in) || !seal_secret(r, in.app_key, &sealed))
		return;
	r->task.lane = DB_WRITE;
	q = db_add(&r->task, "with f as (insert into forges (kind, name, api_url, web_url, app_id, app_key, private) "
			     "values ($1, $2, $3, $4, $5, $6, $7) on conflict (name) do nothing returning *) "
			     "select " FORGE_JSON " from f");
	db_text(q, in.kind.s);
	db_text(q, in.name.s);
	db_text(q, in.api_url.s);
	db_text(q, in.web_url.s);
	db_text(q, in.app_id.n ? in.app_id.s : "");
	bytes_or_null(q, sealed);
	db_text(q, in.private == 1 ? "t" : "f");
	request_ask(r, conflict);
}

void forges_change(struct request *r)
{
	struct forge_in in = { 0 };
	struct str sealed = { 0 };
	struct db_query *q;
	if (!read_forge(r, &in, false) || !seal_secret(r, in.app_key, &sealed))
		return;
	r->task.lane = DB_WRITE;
	q = db_add(
		&r->task,
		"with f as (update forges o set name = coalesce($2, name), api_url = coalesce($3, api_url), "
		"web_url = coalesce($4, web_url), app_id = coalesce($5, app_id), app_key = case when $8 then $6 else app_key end, "
		"private = coalesce($7, private) where public_id = $1 and not exists (select from forges x where x.name = $2 and "
		"x.id <> o.id) returning *) select " FORGE_JSON " from f");
	db_text(q, r->id);
	db_text(q, in.name.s);
	db_text(q, in.api_url.s);
	db_text(q, in.web_url.s);
	db_text(q, in.app_id.s);
	bytes_or_null(q, sealed);
	db_text(q, in.private < 0 ? NULL : in.private ? "t" : "f");
	db_text(q, in.app_key.s ? "t" : "f");
	request_ask(r, conflict);
}

static void deleted(struct request *r)
{
	if (request_failed(r))
		return;
	if (PQntuples(r->task.res[1]))
		r->reply.status = 204;
	else if (PQntuples(r->task.res[0]))
		reply_problem(r, 409, "conflict", "projects belong to this forge; delete them first");
	else
		reply_not_found(r);
}

void forges_delete(struct request *r)
{
	r->what = "forge";
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select 1 from forges where public_id = $1"), r->id);
	db_text(db_add(&r->task,
		       "delete from forges f where public_id = $1 and not exists (select from projects where forge_id = f.id) "
		       "returning 1"),
		r->id);
	request_ask(r, deleted);
}
