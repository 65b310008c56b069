/* Jobs of kind 'connect': the forge is asked who we are and what the repository is, the hook is made, a test delivery asked for. */
#include "worker/forges.h"

#include <stdio.h>
#include <stdlib.h>

struct connect {
	struct worker *w;
	struct arena *a;
	struct project p;
	struct forge *f;
};

static bool probe(struct connect *x, struct err *e)
{
	struct forge_me me = { .login = "" };
	struct forge_repo repo;
	json_t *o;
	char *text;
	PGresult *r;
	if (!forge_repo_get(x->f, &repo, e))
		return err_wrap(e, "the repository " STR_FMT, STR_ARG(x->p.repo));
	/* A public repository can be looked at without a token, but nothing can be said. */
	if (x->p.token.n || x->p.app_key.n) {
		if (!forge_whoami(x->f, &me, e))
			return err_wrap(e, "who the token belongs to");
	}
	o = json_pack("{s:s,s:s,s:s}", "version", me.version, "login", me.login, "login_id", me.id);
	text = o ? json_dumps(o, JSON_COMPACT) : NULL;
	json_decref(o);
	r = DB_QUERY(x->w, e, "update forges set probed = probed || $2::jsonb where id = $1", x->p.forge_id,
		     text ? text : "{}");
	free(text);
	PQclear(r);
	if (!r)
		return false;
	r = DB_QUERY(
		x->w, e,
		"update projects set default_branch = $2, installation = case when installation = '' then $3 else installation end where id = $1",
		x->p.id, repo.default_branch,
		str_starts(str_from(forge_account(x->f)), STR("app/")) ? forge_account(x->f) + 4 : "");
	PQclear(r);
	return r != NULL;
}

/* Where there is a public address and a token that may: the hook. False only where another try may help. */
static bool hook(struct connect *x, char *problem, size_t room, struct err *e)
{
	struct str id = STR("");
	char *url;
	PGresult *r;
	if (!x->w->c.public_url[0]) {
		snprintf(problem, room, "no hook was made: public_url is not set; paste the address by hand");
		return true;
	}
	url = arena_printf(x->a, "%s/hooks/" STR_FMT, x->w->c.public_url, STR_ARG(x->p.hook_id));
	if (!forge_hook_put(x->f, x->a, url,
			    (struct str){ x->p.hook_secret.n ? x->p.hook_secret.s : "", x->p.hook_secret.n }, &id, e)) {
		if (e->code == ERR_UNAVAILABLE || e->code == ERR_CONFLICT || e->code == ERR_DATABASE)
			return false;
		snprintf(problem, room, "the token may not make hooks (%.300s); paste the address by hand", e->text);
		*e = (struct err){ 0 };
		return true;
	}
	r = DB_QUERY(x->w, e, "update projects set hook_remote_id = $2 where id = $1", x->p.id, id.s);
	PQclear(r);
	if (!r)
		return false;
	if (!forge_hook_test(x->f, id, e)) {
		log_info("project " STR_FMT ": no test delivery: %s", STR_ARG(x->p.name), e->text);
		*e = (struct err){ 0 };
	}
	return true;
}

/* Pull requests that are open already: reviewed without waiting for their next push. */
static bool catch_up(struct connect *x, struct err *e)
{
	PGresult *r = DB_QUERY(
		x->w, e,
		"select rc_job_once('sweep', jsonb_build_object('project', $1::text::bigint), $1, 7, 3),"
		" (select count(rc_job_once('publish', jsonb_build_object('pull', id), id::text, 5, 40)::text) from pulls"
		" where project_id = $1::text::bigint and state = 'open')",
		x->p.id);
	PQclear(r);
	return r != NULL;
}

static bool work(struct connect *x, struct job *j, struct err *e)
{
	char problem[600] = "";
	x->f = project_forge(x->w, &x->p, j, e);
	if (!x->f)
		return forge_trouble(x->w, j, NULL, &x->p, e);
	if (!probe(x, e) || ((x->p.token.n || x->p.app_key.n) && !hook(x, problem, sizeof problem, e))) {
		forge_trouble(x->w, j, x->f, &x->p, e);
		/* A person waits for the answer, and tries again with something else. */
		if (e->code == ERR_NOT_FOUND || e->code == ERR_INPUT || e->code == ERR_DENIED) {
			project_health(x->w, x->p.id, e->text);
			j->wait_ms = 0;
		}
		return false;
	}
	log_info("project " STR_FMT ": connected%s%s", STR_ARG(x->p.name), problem[0] ? "; " : "", problem);
	project_health(x->w, x->p.id, "");
	if (problem[0]) {
		PGresult *r = DB_QUERY(x->w, e, "update projects set problem = $2 where id = $1", x->p.id, problem);
		PQclear(r);
	}
	return catch_up(x, e);
}

bool connect_run(struct worker *w, struct arena *a, struct job *j, struct err *e)
{
	struct connect x = { .w = w, .a = a };
	bool good = project_load(w, a, payload_text(a, j->payload, "project"), &x.p, e);
	if (good && strcmp(x.p.kind.s, "git") != 0)
		good = work(&x, j, e);
	else if (good)
		project_health(w, x.p.id, "");
	forge_close(x.f);
	project_wipe(&x.p);
	return good;
}
