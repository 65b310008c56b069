/* Projects: made, changed, deleted. Secrets go in and never come out, but for the hook's, which is shown when it is made. */
#include "server/body.h"
#include "server/project.h"
#include "server/rows.h"
#include "server/secret.h"

#include "base/log.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

#define PROJECT_JSON                                                                                                    \
	"json_build_object('id', p.public_id, 'name', p.name, 'forge', json_build_object('id', f.public_id, 'kind', "   \
	"f.kind, 'name', f.name, 'web_url', f.web_url), 'repo', p.repo, 'clone_url', p.clone_url, 'token_user', "       \
	"p.token_user, 'has_token', p.token is not null, 'installation', p.installation, 'hook_made', "                 \
	"p.hook_remote_id <> '', 'default_branch', p.default_branch, 'options', p.options, 'health', p.health, "        \
	"'problem', p.problem, 'open_pulls', (select count(*) from pulls where project_id = p.id and state = 'open'), " \
	"'last_delivery', (select " ROW_TIME("max(received_at)") " from deliveries where project_id = p.id), "          \
								 "'created', " ROW_TIME("p.created_at") ")::text"

void projects_list(struct request *r)
{
	struct db_query *q =
		db_add(&r->task, "select " PROJECT_JSON
				 ", p.id from projects p join forges f on f.id = p.forge_id where p.id < $1 "
				 "and ($2 = '' or p.id = nullif($2, '')::bigint) order by p.id desc limit $3");
	db_text(q, rows_before(r));
	db_text(q, r->who.project);
	db_text(q, r->limit_text);
	rows_list(r, "projects", "project");
}

void projects_get(struct request *r)
{
	db_text(db_add(&r->task, "select " PROJECT_JSON
				 " from projects p join forges f on f.id = p.forge_id where p.public_id = $1"),
		r->id);
	rows_one(r, "project");
}

struct project_in {
	struct str name, forge, repo, clone_url, token, token_user, installation, options;
};

static bool read_project(struct request *r, struct project_in *in, bool fresh)
{
	const struct body_field fields[] = {
		{ "name", BODY_TEXT, &in->name, 1, 100, fresh },
		{ "repo", BODY_TEXT, &in->repo, 0, 400, false },
		{ "clone_url", BODY_TEXT, &in->clone_url, 1, 400, false },
		{ "token", BODY_SECRET, &in->token, 0, 8192, false },
		{ "token_user", BODY_TEXT, &in->token_user, 0, 100, false },
		{ "installation", BODY_TEXT, &in->installation, 0, 40, false },
		{ "options", BODY_OBJECT, &in->options, 0, 65536, false },
		{ "forge", BODY_TEXT, &in->forge, 36, 36, true },
	};
	size_t n = sizeof fields / sizeof *fields;
	if (!body_read(r, fields, fresh ? n : n - 1) || !url_check(r, "clone_url", &in->clone_url, -1) ||
	    !project_options(r, &in->options))
		return false;
	if (!fresh || is_uuid(in->forge.s, in->forge.n))
		return true;
	reply_problem(r, 400, "bad-request", "\"forge\" must be the id of a forge; GET /api/v1/forges lists them");
	return false;
}

/* The answer that shows the hook's secret, for the only time. */
static void show_secret(struct request *r, const PGresult *res, unsigned status)
{
	jsonw_obj(&r->w);
	jsonw_kz(&r->w, "hook_secret", r->data);
	jsonw_kz(&r->w, "payload_url", payload_url(r, PQgetvalue(res, 0, 1)));
	jsonw_key(&r->w, "project");
	jsonw_raw(&r->w, db_get(res, 0, 0));
	jsonw_end(&r->w);
	reply_json(r, status);
}

static void made(struct request *r)
{
	const PGresult *forge = r->task.res[0], *res = r->task.res[1];
	if (request_failed(r))
		return;
	if (PQntuples(forge) == 0)
		reply_problem(r, 422, "not-found", "there is no such forge; GET /api/v1/forges lists them");
	else if (PQgetvalue(forge, 0, 0)[0] == 'f')
		reply_problem(
			r, 422, "bad-request",
			"\"repo\" (OWNER/NAME) is needed for this forge, and \"clone_url\" for a plain git server; http only "
			"where the forge is private");
	else if (PQntuples(res) == 0)
		reply_problem(r, 409, "conflict", "there is a project of that name already");
	else {
		show_secret(r, res, 201);
		log_info("project %s made", PQgetvalue(res, 0, 1));
	}
}

#define CLONE_URL "coalesce($4, case when f.kind = 'git' then '' else f.web_url || '/' || $3 || '.git' end)"
#define USABLE                                                                                           \
	"(f.kind = 'git' or $3 <> '') and (" CLONE_URL " like 'https://_%' or (f.private and " CLONE_URL \
	" like 'http://_%'))"

/* Who repeats it (a lost connection) is known by the hook's id. */
static const char make_sql[] =
	"with p as (insert into projects as o (name, forge_id, repo, clone_url, token, token_user, installation, options, hook_id, "
	"hook_secret) select $1, f.id, $3, " CLONE_URL
	", $5, $6, $7, coalesce($8::jsonb, '{}'), $9::uuid, $10 from forges f "
	"where f.public_id = $2 and " USABLE
	" on conflict (name) do update set name = excluded.name where o.hook_id = excluded.hook_id "
	"returning *) select " PROJECT_JSON ", p.hook_id from p join forges f on f.id = p.forge_id";

static bool new_secret(struct request *r, const char *kind, struct str *sealed)
{
	char *secret = r->data = calloc(1, SECRET_HOOK);
	if (secret && secret_hook(kind, secret))
		return seal_secret(r, str_from(secret), sealed);
	reply_problem(r, 503, "unavailable", "the system gives no random bytes; try again later");
	return false;
}

static void make_of_kind(struct request *r, const struct project_in *in, const char *kind)
{
	struct str token = { 0 }, secret = { 0 };
	unsigned char raw[16];
	char *hook = arena_alloc(request_arena(r), 2 * sizeof raw + 1);
	struct db_query *q;
	if (RAND_bytes(raw, sizeof raw) != 1)
		memset(raw, 0, sizeof raw);
	hex_of(raw, sizeof raw, hook);
	if (!new_secret(r, kind, &secret) || !seal_secret(r, in->token, &token))
		return;
	q = db_add(&r->task, "select " USABLE " from (select $1::text) o, forges f where f.public_id = $2");
	db_text(q, in->name.s);
	db_text(q, in->forge.s);
	db_text(q, in->repo.n ? in->repo.s : "");
	db_text(q, in->clone_url.s);
	q = db_add(&r->task, make_sql);
	db_text(q, in->name.s);
	db_text(q, in->forge.s);
	db_text(q, in->repo.n ? in->repo.s : "");
	db_text(q, in->clone_url.s);
	bytes_or_null(q, token);
	db_text(q, in->token_user.n ? in->token_user.s : "");
	db_text(q, in->installation.n ? in->installation.s : "");
	db_text(q, in->options.s);
	db_text(q, hook);
	bytes_or_null(q, secret);
	request_ask(r, made);
}

/* The form of the secret depends on the forge's kind. */
static void forge_known(struct request *r)
{
	const PGresult *res = r->task.res[0];
	struct project_in *in = r->data;
	char kind[16];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_problem(r, 422, "not-found", "there is no such forge; GET /api/v1/forges lists them");
		return;
	}
	snprintf(kind, sizeof kind, "%s", PQgetvalue(res, 0, 0));
	r->data = NULL; /* the secret takes its place */
	make_of_kind(r, in, kind);
	free(in);
}

void projects_make(struct request *r)
{
	struct project_in *in = r->data = calloc(1, sizeof *in);
	if (!in || !read_project(r, in, true))
		return;
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select kind from forges where public_id = $1"), in->forge.s);
	request_ask(r, forge_known);
}

static void changed(struct request *r)
{
	const PGresult *there = r->task.res[0], *res = r->task.res[1];
	if (request_failed(r))
		return;
	if (PQntuples(there) == 0) {
		reply_not_found(r);
	} else if (PQntuples(res) == 0) {
		reply_problem(
			r, 409, "conflict",
			"there is a project of that name already, or the address is http and the forge not private");
	} else {
		buf_str(&r->out, db_get(res, 0, 0));
		reply_json(r, 200);
	}
}

void projects_change(struct request *r)
{
	struct project_in in = { 0 };
	struct str token = { 0 };
	struct db_query *q;
	r->what = "project";
	if (!read_project(r, &in, false) || !seal_secret(r, in.token, &token))
		return;
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select 1 from projects where public_id = $1"), r->id);
	q = db_add(
		&r->task,
		"with p as (update projects o set name = coalesce($2::text, name), repo = coalesce($3::text, repo), clone_url = coalesce($4::text, clone_url), "
		"token = case when $9::boolean then $5::bytea else token end, token_user = coalesce($6, token_user), installation = coalesce($7, "
		"installation), options = coalesce($8::jsonb, options), health = case when $9 or $3 is not null then 'new' else health end, "
		"problem = case when $9 or $3 is not null then '' else problem end where public_id = $1 and not exists (select from "
		"projects x where x.name = $2 and x.id <> o.id) and ($4::text is null or $4 like 'https://_%' or (select private from forges "
		"where id = o.forge_id)) returning *) select " PROJECT_JSON
		" from p join forges f on f.id = p.forge_id");
	db_text(q, r->id);
	db_text(q, in.name.s);
	db_text(q, in.repo.s);
	db_text(q, in.clone_url.s);
	bytes_or_null(q, token);
	db_text(q, in.token_user.s);
	db_text(q, in.installation.s);
	db_text(q, in.options.s);
	db_text(q, in.token.s ? "t" : "f");
	request_ask(r, changed);
}

static void rotated(struct request *r)
{
	const PGresult *res = r->task.res[0];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0)
		reply_not_found(r);
	else
		show_secret(r, res, 200);
}

static void rotate_kind(struct request *r)
{
	const PGresult *res = r->task.res[0];
	struct str secret = { 0 };
	struct db_query *q;
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_not_found(r);
		return;
	}
	if (!new_secret(r, PQgetvalue(res, 0, 0), &secret))
		return;
	q = db_add(
		&r->task,
		"with p as (update projects set hook_secret = $2 where public_id = $1 returning *) select " PROJECT_JSON
		", p.hook_id from p join forges f on f.id = p.forge_id");
	db_text(q, r->id);
	bytes_or_null(q, secret);
	request_ask(r, rotated);
}

void projects_rotate(struct request *r)
{
	r->what = "project";
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task,
		       "select f.kind from projects p join forges f on f.id = p.forge_id where p.public_id = $1"),
		r->id);
	request_ask(r, rotate_kind);
}

void projects_delete(struct request *r)
{
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select 1 where rc_project_delete($1)"), r->id);
	rows_gone(r, "project");
}
