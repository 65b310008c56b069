#include "worker/forges.h"

#include <stdio.h>
#include <stdlib.h>

char *payload_text(struct arena *a, const char *json, const char *key)
{
	json_t *o = json_loads(json, 0, NULL);
	const json_t *v = json_object_get(o, key);
	char *z = json_is_integer(v) ? arena_printf(a, "%lld", (long long)json_integer_value(v))
				     : arena_printf(a, "%s", json_is_string(v) ? json_string_value(v) : "");
	json_decref(o);
	return z;
}

static bool add(struct net_policy *net, struct str url, bool private, struct err *e)
{
	return !url.n || net_policy_add(net, url.s, private, e);
}

bool project_policy(struct worker *w, const struct project *p, struct net_policy *net, struct err *e)
{
	*net = (struct net_policy){ .hosts = "" };
	if (!add(net, p->api_url, p->private, e) || !add(net, p->web_url, p->private, e) ||
	    !add(net, p->clone_url, p->private, e))
		return err_wrap(e, "project " STR_FMT, STR_ARG(p->name));
	if (w->c.forge_hosts[0])
		net->hosts[0] = 0;
	return net_policy_hosts(net, w->c.forge_hosts, w->c.allow_private, e);
}

/* While the forge is waited for, the lease is kept; a job that is not ours any more stops. */
static bool stop(void *user)
{
	const struct job *j = ((struct worker *)user)->doing;
	enum lease l = j ? job_beat(user, (struct job *)j) : LEASE_OK;
	return worker_stopping() || l == LEASE_LOST || l == LEASE_CANCEL;
}

static const char *z(const struct buf *b)
{
	return b->n ? b->s : "";
}

struct forge *project_forge(struct worker *w, const struct project *p, struct job *j, struct err *e)
{
	int kind = forge_kind_from(p->kind.s);
	struct forge_config c = { .kind = kind < 0 ? FORGE_GIT : (enum forge_kind)kind,
				  .api_url = p->api_url.s,
				  .repo = p->repo.s,
				  .token = z(&p->token),
				  .token_user = p->token_user.s,
				  .app_id = p->app_id.s,
				  .app_key = z(&p->app_key),
				  .installation = p->installation.s,
				  .ca_file = w->c.ca_file,
				  .tokens = w->tokens,
				  .stop = stop,
				  .user = w };
	w->doing = j;
	if (!w->tokens)
		c.tokens = w->tokens = auth_cache_new();
	return project_policy(w, p, &c.net, e) ? forge_open(&c, e) : NULL;
}

void project_health(struct worker *w, const char *project_id, const char *problem)
{
	struct err e = { 0 };
	PGresult *r = DB_QUERY(
		w, &e,
		"update projects set health = case when $2 = '' then 'ok' else 'failing' end, problem = $2"
		" where id = $1 and (problem <> $2 or health <> case when $2 = '' then 'ok' else 'failing' end)",
		project_id, problem);
	PQclear(r);
}

bool forge_trouble(struct worker *w, struct job *j, struct forge *f, const struct project *p, struct err *e)
{
	char text[24];
	PGresult *r;
	if (f && e->code == ERR_UNAVAILABLE && forge_wait_ms(f)) {
		j->wait_ms = forge_wait_ms(f);
		snprintf(text, sizeof text, "%llu ms", (unsigned long long)j->wait_ms);
		r = DB_QUERY(w, &(struct err){ 0 }, "select rc_budget_silence($1, $2, $3)", p->forge_id,
			     *forge_account(f) ? forge_account(f) : p->id, text);
		PQclear(r);
		return false;
	}
	if (e->code == ERR_DENIED) {
		/* Until somebody gives it another token; `connect` starts everything again at once. */
		j->wait_ms = FORGES_DENIED_MS;
		project_health(w, p->id, e->text);
	} else if (e->code == ERR_UNAVAILABLE || e->code == ERR_TIMEOUT) {
		e->code = ERR_UNAVAILABLE;
		project_health(w, p->id, e->text);
		/* A delivery waits as long as the forge is away; the others have tries enough, or come again by themselves. */
		if (strcmp(j->kind, "delivery") == 0)
			j->wait_ms = FORGES_AWAY_MS;
	}
	return false;
}

bool out_begin(struct out *o, const char *kind, const char *mark, bool once, bool *done, struct err *e)
{
	char wait[24], state[16];
	const char *account = *forge_account(o->f) ? forge_account(o->f) : o->p->id;
	char minute[12], hour[12];
	PGresult *r;
	*done = false;
	if (once) {
		if (!DB_VALUE(o->w, e, state, "select state from outbox where project_id = $1 and mark = $2", o->p->id,
			      mark))
			return false;
		*done = strcmp(state, "done") == 0;
		if (*done)
			return true;
	}
	if (worker_stopping() || job_beat(o->w, o->j) != LEASE_OK)
		return err_set(e, ERR_CONFLICT, "the job is not ours any more");
	snprintf(minute, sizeof minute, "%d", (int)FORGES_PER_MINUTE);
	snprintf(hour, sizeof hour, "%d", (int)FORGES_PER_HOUR);
	if (!DB_VALUE(o->w, e, wait, "select rc_budget_take($1, $2, $3, $4)", o->p->forge_id, account, minute, hour))
		return false;
	if (strcmp(wait, "0") != 0) {
		o->j->wait_ms = strtoull(wait, NULL, 10);
		return err_set(e, ERR_CONFLICT, "the write budget of this account is used up for now");
	}
	r = DB_QUERY(
		o->w, e,
		"insert into outbox as o (project_id, pull_id, mark, kind, tries) values ($1, $2, $3, $4, 1)"
		" on conflict (project_id, mark) do update set state = 'ready', tries = o.tries + 1, created_at = now(),"
		" done_at = null, last_error = '' returning id",
		o->p->id, o->pull_id, mark, kind);
	if (!r)
		return false;
	snprintf(o->id, sizeof o->id, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
	return true;
}

bool out_end(struct out *o, bool good, const char *remote_id, struct err *e)
{
	struct err later = { 0 };
	PGresult *r =
		DB_QUERY(o->w, &later,
			 "update outbox set state = $2, last_error = $3, remote_id = $4, done_at = now() where id = $1",
			 o->id,
			 good			? "done"
			 : e->code == ERR_INPUT ? "failed"
						: "dropped",
			 good ? "" : e->text, remote_id ? remote_id : "");
	PQclear(r);
	if (!good)
		return false;
	/* The write was made; what could not be noted is found at the forge next time. */
	if (later.code)
		*e = later;
	return !later.code;
}
