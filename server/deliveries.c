/* The inbox as people see it: what came, what became of it, once more; and what a project waits for. */
#include "server/page.h"
#include "server/project.h"
#include "server/rows.h"

#include <stdlib.h>
#include <zstd.h>

#define OF_PROJECT "(select id from projects where public_id = $1)"
#define DELIVERY_MEMBERS                                                                                                  \
	"'id', d.public_id, 'key', d.key, 'event', d.event, 'action', d.action, 'state', d.state, 'outcome', d.outcome, " \
	"'times', d.times, 'redelivered', d.redelivered, 'bytes', d.bytes, 'received', " ROW_TIME(                        \
		"d.received_at") ", "                                                                                     \
				 "'worked', " ROW_TIME("d.worked_at")
#define DELIVERY_JSON "json_build_object(" DELIVERY_MEMBERS ")"

static const char *const states[] = { "waiting", "done", "ignored", "failed", NULL };

void deliveries_list(struct request *r)
{
	struct db_query *q;
	if (!page_words(r, "state", states))
		return;
	q = db_add(
		&r->task,
		"select " DELIVERY_JSON "::text, d.id from deliveries d where d.project_id = " OF_PROJECT
		" and d.id < $2 and ($3::text is null or d.state = any (string_to_array($3, ','))) order by d.id desc limit $4");
	db_text(q, r->id);
	db_text(q, rows_before(r));
	db_text(q, request_param(r, "state"));
	db_text(q, r->limit_text);
	rows_list(r, "deliveries", "project");
}

static bool delivery_id(struct request *r)
{
	r->what = "delivery";
	if (is_uuid(r->arg, strlen(r->arg)))
		return true;
	reply_not_found(r);
	return false;
}

/* The body as it came, unpacked. */
static void got(struct request *r)
{
	const PGresult *res = r->task.res[0], *body = r->task.res[1];
	unsigned long long n = 0;
	char *raw;
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0 || PQntuples(body) == 0 || !str_to_u64(db_get(res, 0, 1), &n) || n > HOOK_BODY_MAX) {
		reply_not_found(r);
		return;
	}
	raw = malloc(n ? n : 1);
	if (!raw || ZSTD_decompress(raw, n, PQgetvalue(body, 0, 0), (size_t)PQgetlength(body, 0, 0)) != n) {
		free(raw);
		reply_problem(r, 500, "internal", "the stored body cannot be read");
		return;
	}
	jsonw_obj(&r->w);
	jsonw_key(&r->w, "delivery");
	jsonw_raw(&r->w, db_get(res, 0, 0));
	jsonw_key(&r->w, "body");
	jsonw_raw(&r->w, (struct str){ raw, n }); /* it was read as JSON before it was stored */
	jsonw_end(&r->w);
	free(raw);
	reply_json(r, 200);
}

void deliveries_get(struct request *r)
{
	struct db_query *q;
	if (!delivery_id(r))
		return;
	q = db_add(&r->task,
		   "select " DELIVERY_JSON "::text, d.bytes from deliveries d where d.project_id = " OF_PROJECT
		   " and d.public_id = $2::uuid");
	db_text(q, r->id);
	db_text(q, r->arg);
	q = db_add(&r->task, "select body from deliveries where project_id = " OF_PROJECT " and public_id = $2::uuid");
	q->binary_result = true;
	db_text(q, r->id);
	db_text(q, r->arg);
	request_ask(r, got);
}

void deliveries_again(struct request *r)
{
	struct db_query *q;
	if (!delivery_id(r))
		return;
	r->task.lane = DB_WRITE;
	q = db_add(&r->task, "select rc_delivery_again(d.public_id) from deliveries d where d.project_id = " OF_PROJECT
			     " and d.public_id = $2::uuid");
	db_text(q, r->id);
	db_text(q, r->arg);
	q = db_add(&r->task, "select " DELIVERY_JSON "::text from deliveries d where d.project_id = " OF_PROJECT
			     " and d.public_id = $2::uuid");
	db_text(q, r->id);
	db_text(q, r->arg);
	rows_one(r, "delivery");
}

/* ---- what it waits for, and why ---- */

static const char activity_sql[] =
	"with p as (select id, forge_id from projects where public_id = $1), "
	"j as (select j.*, case j.kind when 'publish' then (j.payload->>'pull')::bigint when 'review' then (select pull_id from reviews r where "
	"r.id = j.review_id) end as pull from jobs j where j.state in ('ready', 'leased') and case j.kind "
	"when 'review' then j.review_id in (select id from reviews where project_id = (select id from p)) "
	"when 'publish' then (j.payload->>'pull')::bigint in (select id from pulls where project_id = (select id from p)) "
	"when 'delivery' then (j.payload->>'delivery')::bigint in (select id from deliveries where project_id = (select id from p)) "
	"when 'connect' then (j.payload->>'project')::bigint = (select id from p) "
	"when 'sweep' then (j.payload->>'project')::bigint = (select id from p) else false end order by j.id limit 200) "
	"select json_build_object('jobs', coalesce((select json_agg(json_build_object('kind', kind, 'pull', (select number from pulls where id = "
	"j.pull), 'state', case state when 'leased' then 'running' else 'waiting' end, 'until', " ROW_TIME(
		"run_after") ", 'reason', last_error, "
			     "'attempts', attempts) order by id) from j), '[]'), "
			     "'writes', coalesce((select json_agg(x) from (select json_build_object('kind', kind, 'pull', (select number from pulls where id = pull_id), "
			     "'state', state, 'tries', tries, 'error', last_error, 'created', " ROW_TIME(
				     "created_at") ") as x from outbox where project_id = (select id from p) "
						   "and state <> 'done' order by id desc limit 100) o), '[]'), "
						   "'budgets', coalesce((select json_agg(json_build_object('account', case when account = (select id::text from p) then 'this project''s token' "
						   "else 'installation ' || account end, 'minute', case when minute > now() - interval '1 minute' then minute_n else 0 end, 'hour', case when "
						   "hour > now() - interval '1 hour' then hour_n else 0 end, 'silent_until', case when silent_until > now() then " ROW_TIME(
							   "silent_until") " end)) "
									   "from budgets where forge_id = (select forge_id from p) and (account = (select id::text from p) or account = (select installation from projects "
									   "where id = (select id from p)))), '[]'))::text from p";

void project_activity(struct request *r)
{
	db_text(db_add(&r->task, activity_sql), r->id);
	rows_one(r, "project");
}

/* ---- connecting: the worker probes the forge, makes the hook, has it tested ---- */

static const char connect_sql[] =
	"with j as (select * from jobs where kind = 'connect' and payload->>'project' = (select id::text from projects where public_id = $1) "
	"order by id desc limit 1) "
	"select json_build_object('state', coalesce((select case j.state when 'ready' then 'waiting' when 'leased' then 'running' when 'dead' then "
	"'failed' else j.state end from j), 'none'), 'reason', coalesce((select last_error from j), ''), 'asked', (select " ROW_TIME(
		"created_at") " from j), "
			      "'finished', (select " ROW_TIME(
				      "finished_at") " from j), 'hook_made', p.hook_remote_id <> '', 'login', coalesce(f.probed->>'login', ''), "
						     "'version', coalesce(f.probed->>'version', ''), 'health', p.health, 'problem', p.problem, 'last_delivery', (select " DELIVERY_JSON
						     " from deliveries d where d.project_id = p.id order by d.id desc limit 1))::text from projects p join forges f on f.id = p.forge_id "
						     "where p.public_id = $1";

void connect_get(struct request *r)
{
	db_text(db_add(&r->task, connect_sql), r->id);
	rows_one(r, "project");
}

static void connecting(struct request *r)
{
	const PGresult *res = r->task.res[0], *state = r->task.res[2];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_not_found(r);
	} else if (PQgetvalue(res, 0, 0)[0] == 'f') {
		reply_problem(
			r, 409, "conflict",
			"Ringcheck has no access to this forge's API: set the project's \"token\" (PATCH) or the forge's App, or make "
			"the hook by hand as the set-up describes");
	} else {
		buf_str(&r->out, db_get(state, 0, 0));
		reply_json(r, 202);
	}
}

#define HAS_ACCESS "f.kind <> 'git' and (p.token is not null or f.app_key is not null)"

void connect_start(struct request *r)
{
	r->what = "project";
	r->task.lane = DB_WRITE;
	db_text(db_add(&r->task, "select " HAS_ACCESS
				 " from projects p join forges f on f.id = p.forge_id where p.public_id = $1"),
		r->id);
	db_text(db_add(&r->task,
		       "select rc_job_once('connect', jsonb_build_object('project', p.id), p.id::text, 2, 4) from projects p join "
		       "forges f on f.id = p.forge_id where p.public_id = $1 and " HAS_ACCESS),
		r->id);
	db_text(db_add(&r->task, connect_sql), r->id);
	request_ask(r, connecting);
}
