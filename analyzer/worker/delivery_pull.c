/* Deliveries about code: pull requests and branches. Events come late, twice and in any order; the forge's own time decides, or the forge. */
#include "worker/delivery.h"

#include "forge/pull.h"

#include <stdio.h>

static const char *const states[] = { "open", "closed", "merged" };

/* What is known of the pull request. */
struct known {
	bool there;
	char id[24], head[66], state[16], base_ref[256], draft[4], at[24];
};

static bool look(struct delivery *d, const char *number, struct known *k, struct err *e)
{
	PGresult *r =
		DB_QUERY(d->w, e,
			 "select id, head, state, base_ref, draft, coalesce(extract(epoch from updated_at)::bigint, 0)"
			 " from pulls where project_id = $1 and number = $2",
			 d->p.id, number);
	*k = (struct known){ .there = false };
	if (!r)
		return false;
	k->there = PQntuples(r) == 1;
	if (k->there) {
		snprintf(k->id, sizeof k->id, "%s", PQgetvalue(r, 0, 0));
		snprintf(k->head, sizeof k->head, "%s", PQgetvalue(r, 0, 1));
		snprintf(k->state, sizeof k->state, "%s", PQgetvalue(r, 0, 2));
		snprintf(k->base_ref, sizeof k->base_ref, "%s", PQgetvalue(r, 0, 3));
		snprintf(k->draft, sizeof k->draft, "%s", PQgetvalue(r, 0, 4));
		snprintf(k->at, sizeof k->at, "%s", PQgetvalue(r, 0, 5));
	}
	PQclear(r);
	return true;
}

static bool differs(const struct known *k, const struct forge_pull *p)
{
	return !str_is(p->head, k->head) || strcmp(states[p->state], k->state) != 0 ||
	       !str_is(p->base_ref, k->base_ref) || p->draft != (k->draft[0] == 't');
}

static bool put(struct delivery *d, const char *number, const struct forge_pull *p, char id[24], struct err *e)
{
	struct str at = p->updated_at;
	char *epoch = arena_printf(d->a, "%lld", (long long)auth_time(at));
	PGresult *r = DB_QUERY(
		d->w, e,
		"insert into pulls (project_id, number, title, state, draft, fork, head, head_ref, head_clone_url, base_ref, base,"
		" author, web_url, updated_at) values ($1, $2, left($3, 500), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
		" to_timestamp(nullif($14, '0')::bigint))"
		" on conflict (project_id, number) do update set title = excluded.title, state = excluded.state, draft = excluded.draft,"
		" fork = excluded.fork, head = excluded.head, head_ref = excluded.head_ref, head_clone_url = excluded.head_clone_url,"
		" base_ref = excluded.base_ref, base = case when excluded.base = '' then pulls.base else excluded.base end,"
		" author = case when pulls.author = '' then excluded.author else pulls.author end, web_url = excluded.web_url,"
		" merge_base = case when pulls.head = excluded.head and pulls.base_ref = excluded.base_ref then pulls.merge_base else '' end,"
		" updated_at = greatest(pulls.updated_at, excluded.updated_at) returning id",
		d->p.id, number, p->title.s, states[p->state], p->draft ? "t" : "f", p->fork ? "t" : "f", p->head.s,
		p->head_ref.s, p->head_clone_url.s, p->base_ref.s, p->base.s, p->author.s, p->web_url.s, epoch);
	if (!r)
		return false;
	snprintf(id, 24, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
	return true;
}

/* A list in the options that names this branch, or no list. */
static bool branch_wanted(const struct project *p, struct str branch, bool without_list)
{
	json_t *o = json_loads(p->options.s, 0, NULL);
	const json_t *list = json_object_get(o, "branches"), *x;
	bool yes = !json_is_array(list) && without_list;
	size_t i;
	json_array_foreach (list, i, x)
		yes = yes || (json_is_string(x) && str_is(branch, json_string_value(x)));
	json_decref(o);
	return yes;
}

static bool option(const struct project *p, const char *key)
{
	json_t *o = json_loads(p->options.s, 0, NULL);
	bool yes = json_is_true(json_object_get(o, key));
	json_decref(o);
	return yes;
}

static bool stop_reviews(struct delivery *d, const char *pull, struct err *e)
{
	PGresult *r = DB_QUERY(
		d->w, e,
		"with r as (update reviews set superseded = true where pull_id = $1"
		" and state in ('queued', 'unpacking', 'analysing') returning id)"
		" select rc_job_cancel(j.id) from jobs j join r on r.id = j.review_id where j.state in ('ready', 'leased')",
		pull);
	PQclear(r);
	return r != NULL;
}

static bool review(struct delivery *d, const char *pull, const struct forge_pull *p, bool again, struct err *e)
{
	char word[24];
	PGresult *r;
	if (!DB_VALUE(d->w, e, word, "select rc_commit_review($1, $2, null, $3, null, $4)", d->p.id, pull, p->head.s,
		      again ? "t" : "f"))
		return false;
	r = DB_QUERY(d->w, e, "select rc_job_once('publish', jsonb_build_object('pull', $1::text::bigint), $1, 5, 40)",
		     pull);
	PQclear(r);
	return r != NULL && delivery_said(d, "#%llu: review of %.12s", (unsigned long long)p->number, p->head.s);
}

/* Late or unclear? *stale: it says nothing new. May replace the event's words by the forge's own. */
static bool settle(struct delivery *d, const struct known *k, bool *stale, struct err *e)
{
	struct forge_pull *p = &d->ev.pull, now;
	time_t told = auth_time(p->updated_at), was = (time_t)strtoll(k->there ? k->at : "0", NULL, 10);
	*stale = k->there && told && was && told < was;
	if (!k->there || *stale || !was || told > was || !differs(k, p))
		return true;
	/* Within the same second two things were told: which came last, only the forge knows. */
	if (!delivery_forge(d, e))
		return false;
	if (forge_pull_get(d->f, d->a, p->number, &now, e)) {
		*p = now;
		return true;
	}
	if (e->code == ERR_UNAVAILABLE || e->code == ERR_CONFLICT)
		return forge_trouble(d->w, d->j, d->f, &d->p, e);
	*e = (struct err){ 0 };
	return true;
}

bool delivery_pull(struct delivery *d, struct err *e)
{
	struct forge_pull *p = &d->ev.pull;
	char *number = arena_printf(d->a, "%llu", (unsigned long long)p->number), id[24];
	struct known k;
	bool stale, moved, base;
	if (!look(d, number, &k, e) || !settle(d, &k, &stale, e))
		return false;
	if (stale)
		return delivery_ignored(d, "#%s: older than what is known", number);
	moved = !k.there || !str_is(p->head, k.head) || strcmp(k.state, "open") != 0 ||
		(k.draft[0] == 't' && !p->draft);
	base = k.there && !str_is(p->base_ref, k.base_ref);
	if (!put(d, number, p, id, e))
		return false;
	if (p->state != PULL_OPEN)
		return stop_reviews(d, id, e) && delivery_said(d, "#%s is %s", number, states[p->state]);
	if (p->draft && !option(&d->p, "draft"))
		return delivery_said(d, "#%s is a draft: reviewed when it is ready", number);
	if (!branch_wanted(&d->p, p->base_ref, true))
		return delivery_ignored(d, "#%s goes to a branch that is not reviewed (options.branches)", number);
	if (!moved && !base && !d->ev.new_code)
		return delivery_said(d, "#%s: neither code nor target changed", number);
	return review(d, id, p, base, e);
}

/* ---- branches ---- */

/* Where the branch is now: as the forge says, or where it cannot be asked, as told. Empty: gone. */
static bool head_now(struct delivery *d, const struct event_push *x, char head[66], struct err *e)
{
	snprintf(head, 66, "%s", x->deleted ? "" : x->after.s);
	if (strcmp(d->p.kind.s, "git") == 0)
		return true;
	if (!delivery_forge(d, e))
		return false;
	if (forge_branch_head(d->f, x->ref.s, head, e))
		return head[0] == 0 || sha_ok(str_from(head)) ||
		       err_set(e, ERR_CHILD, "the forge names a head that is no commit");
	if (e->code == ERR_UNAVAILABLE || e->code == ERR_CONFLICT)
		return forge_trouble(d->w, d->j, d->f, &d->p, e);
	*e = (struct err){ 0 };
	snprintf(head, 66, "%s", x->deleted ? "" : x->after.s);
	return true;
}

/* Baselines: of the branches in the options; otherwise of the default branch and of every open pull request's target. */
static bool is_baseline(struct delivery *d, struct str branch, bool *yes, struct err *e)
{
	char n[24];
	const char *main = d->ev.default_branch.n ? d->ev.default_branch.s : d->p.default_branch.s;
	*yes = branch_wanted(&d->p, branch, strcmp(d->p.kind.s, "git") == 0) || str_is(branch, main);
	if (*yes)
		return true;
	if (!DB_VALUE(d->w, e, n,
		      "select count(*) from pulls where project_id = $1 and state = 'open' and base_ref = $2", d->p.id,
		      branch.s))
		return false;
	*yes = strcmp(n, "0") != 0;
	return true;
}

static bool push_one(struct delivery *d, const struct event_push *x, struct err *e)
{
	char head[66], before[66], word[24];
	const char *old;
	bool baseline;
	PGresult *r;
	if (!head_now(d, x, head, e) || !is_baseline(d, x->ref, &baseline, e) ||
	    !DB_VALUE(d->w, e, before, "select head from branches where project_id = $1 and name = $2", d->p.id,
		      x->ref.s))
		return false;
	r = DB_QUERY(
		d->w, e,
		"insert into branches as b (project_id, name, head, deleted) values ($1, $2, $3, $3 = '')"
		" on conflict (project_id, name) do update set head = case when excluded.deleted then b.head else excluded.head end,"
		" deleted = excluded.deleted, changed_at = now()"
		" where (b.head, b.deleted) is distinct from (excluded.head, excluded.deleted)",
		d->p.id, x->ref.s, head);
	PQclear(r);
	if (!r)
		return false;
	if (!head[0])
		return delivery_said(d, "branch %s is gone", x->ref.s);
	if (!baseline)
		return delivery_said(d, "branch %s is not a baseline", x->ref.s);
	old = before[0] && strcmp(before, head) != 0				? before
	      : x->before.n && !sha_zero(x->before) && !str_is(x->before, head) ? x->before.s
										: "";
	return DB_VALUE(d->w, e, word, "select rc_commit_review($1, null, $2, $3, nullif($4, ''))", d->p.id, x->ref.s,
			head, old) &&
	       delivery_said(d, "branch %s: review of %.12s", x->ref.s, head);
}

bool delivery_push(struct delivery *d, struct err *e)
{
	for (size_t i = 0; i < d->ev.pushes.n; i++)
		if (!push_one(d, &d->ev.pushes.v[i], e))
			return false;
	if (d->ev.default_branch.n) {
		PGresult *r = DB_QUERY(
			d->w, e,
			"update projects set default_branch = $2 where id = $1 and default_branch <> $2 and length($2) < 256",
			d->p.id, d->ev.default_branch.s);
		PQclear(r);
		return r != NULL;
	}
	return true;
}
