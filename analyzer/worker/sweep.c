/*
 * Jobs of kind 'sweep': what was missed. GitHub and GitLab (17.3 or newer) are asked to deliver again what failed (since the last look);
 * at every forge the open pull requests are compared with what is known.
 */
#include "worker/forges.h"

#include <stdio.h>
#include <stdlib.h>

struct sweep {
	struct worker *w;
	struct arena *a;
	struct job *j;
	struct project p;
	struct forge *f;
	unsigned moved;
};

/* Deliveries that failed since `since`. A hook that was made by hand is not known to us, and some tokens may not look. */
static bool redeliver(struct sweep *x, const char *since, struct err *e)
{
	size_t n = 0;
	if (!forge_can(x->f).redeliver || (!x->p.hook_remote_id.n && !x->p.app_key.n))
		return true;
	if (forge_redeliver(x->f, x->p.hook_remote_id, since, &n, e)) {
		if (n)
			log_info("project " STR_FMT ": %zu deliveries are asked for again", STR_ARG(x->p.name), n);
		return true;
	}
	if (e->code == ERR_UNAVAILABLE || e->code == ERR_CONFLICT)
		return false;
	log_info("project " STR_FMT ": missed deliveries cannot be asked for: %s", STR_ARG(x->p.name), e->text);
	*e = (struct err){ 0 };
	return true;
}

static bool review_drafts(const struct sweep *x)
{
	json_t *o = json_loads(x->p.options.s, 0, NULL);
	bool yes = json_is_true(json_object_get(o, "draft"));
	json_decref(o);
	return yes;
}

static bool branch_listed(const struct sweep *x, struct str branch)
{
	json_t *o = json_loads(x->p.options.s, 0, NULL);
	const json_t *list = json_object_get(o, "branches"), *v;
	bool yes = !json_is_array(list);
	size_t i;
	json_array_foreach (list, i, v)
		yes = yes || (json_is_string(v) && str_is(branch, json_string_value(v)));
	json_decref(o);
	return yes;
}

/* One open pull request as the forge says it is now. */
static bool one(struct sweep *x, const struct forge_pull *p, struct err *e)
{
	char *number = arena_printf(x->a, "%llu", (unsigned long long)p->number);
	char *at = arena_printf(x->a, "%lld", (long long)auth_time(p->updated_at));
	bool review = (!p->draft || review_drafts(x)) && branch_listed(x, p->base_ref);
	PGresult *r = DB_QUERY(
		x->w, e,
		"with old as (select id, head, state from pulls where project_id = $1 and number = $2),"
		" now as (insert into pulls as k (project_id, number, title, draft, fork, head, head_ref, head_clone_url, base_ref, base, author,"
		" web_url, updated_at) values ($1, $2, left($3, 500), $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp(nullif($13, '0')::bigint))"
		" on conflict (project_id, number) do update set title = excluded.title, state = 'open', draft = excluded.draft,"
		" fork = excluded.fork, head = excluded.head, head_ref = excluded.head_ref, head_clone_url = excluded.head_clone_url,"
		" base_ref = excluded.base_ref, base = case when excluded.base = '' then k.base else excluded.base end,"
		" web_url = excluded.web_url, merge_base = case when k.head = excluded.head and k.base_ref = excluded.base_ref"
		" then k.merge_base else '' end, updated_at = greatest(k.updated_at, excluded.updated_at) returning id)"
		" select now.id, old.head is not distinct from $6 and old.state = 'open' from now left join old on true",
		x->p.id, number, p->title.s, p->draft ? "t" : "f", p->fork ? "t" : "f", p->head.s, p->head_ref.s,
		p->head_clone_url.s, p->base_ref.s, p->base.s, p->author.s, p->web_url.s, at);
	bool same;
	char *id;
	if (!r)
		return false;
	id = arena_printf(x->a, "%s", PQgetvalue(r, 0, 0));
	same = PQgetvalue(r, 0, 1)[0] == 't';
	PQclear(r);
	x->moved += !same;
	if (!review)
		return true;
	/* Also the known one: its review may never have been asked for, and people may have resolved threads where no event tells. */
	r = DB_QUERY(
		x->w, e,
		"select rc_commit_review($1, $2::text::bigint, null, $3, null), rc_job_once('publish', jsonb_build_object('pull', $2::text::bigint), $2, 6, 40)",
		x->p.id, id, p->head.s);
	PQclear(r);
	return r != NULL;
}

/* Those that we take for open, and the forge does not list any more. */
static bool closed(struct sweep *x, const forge_pulls *open, struct err *e)
{
	static const char *const states[] = { "open", "closed", "merged" };
	PGresult *r =
		DB_QUERY(x->w, e, "select id, number from pulls where project_id = $1 and state = 'open' limit 1000",
			 x->p.id);
	bool good = r != NULL;
	for (int i = 0; good && i < PQntuples(r); i++) {
		uint64_t n = strtoull(PQgetvalue(r, i, 1), NULL, 10);
		struct forge_pull p;
		bool listed = false;
		PGresult *u;
		for (size_t k = 0; k < open->n; k++)
			listed = listed || open->v[k].number == n;
		if (listed)
			continue;
		p.state = PULL_CLOSED;
		if (!forge_pull_get(x->f, x->a, n, &p, e) && e->code != ERR_NOT_FOUND && e->code != ERR_CHILD) {
			good = false;
			break;
		}
		*e = (struct err){ 0 };
		u = DB_QUERY(x->w, e, "update pulls set state = $2 where id = $1", PQgetvalue(r, i, 0),
			     states[p.state]);
		good = u != NULL;
		PQclear(u);
		x->moved++;
	}
	PQclear(r);
	return good;
}

static bool work(struct sweep *x, struct err *e)
{
	char since[40], begun[40];
	forge_pulls open = { 0 };
	PGresult *r;
	if (!DB_VALUE(
		    x->w, e, since,
		    "select to_char(greatest(coalesce(swept_at, created_at) - interval '10 minutes', now() - interval '3 days') at time zone 'utc',"
		    " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from projects where id = $1",
		    x->p.id) ||
	    !DB_VALUE(x->w, e, begun, "select clock_timestamp()::text from projects where id = $1", x->p.id))
		return false;
	x->f = project_forge(x->w, &x->p, x->j, e);
	if (!x->f || !redeliver(x, since, e) || !forge_pulls_open(x->f, x->a, &open, e))
		return forge_trouble(x->w, x->j, x->f, &x->p, e);
	for (size_t i = 0; i < open.n; i++)
		if (!one(x, &open.v[i], e))
			return false;
	if (!closed(x, &open, e))
		return forge_trouble(x->w, x->j, x->f, &x->p, e);
	if (x->moved)
		log_info("project " STR_FMT ": %u pull requests were not as known", STR_ARG(x->p.name), x->moved);
	r = DB_QUERY(x->w, e, "update projects set swept_at = $2::timestamptz where id = $1", x->p.id, begun);
	PQclear(r);
	project_health(x->w, x->p.id, "");
	return r != NULL;
}

bool sweep_run(struct worker *w, struct arena *a, struct job *j, struct err *e)
{
	struct sweep x = { .w = w, .a = a, .j = j };
	bool good = project_load(w, a, payload_text(a, j->payload, "project"), &x.p, e);
	if (good && strcmp(x.p.kind.s, "git") != 0)
		good = work(&x, e);
	forge_close(x.f);
	project_wipe(&x.p);
	return good;
}
