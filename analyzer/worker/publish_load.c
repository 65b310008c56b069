/* What a pull request should show (findings of its latest review, people's decisions) and what it shows. */
#include "worker/publish.h"

#include "report/finding_json.h"

#include <stdio.h>
#include <stdlib.h>

#define COPY(to, r, col) snprintf(to, sizeof(to), "%s", PQgetvalue(r, 0, col))

static json_t *json_cell(const PGresult *r, int col)
{
	return PQgetisnull(r, 0, col) ? NULL : json_loads(PQgetvalue(r, 0, col), 0, NULL);
}

static uint32_t u32_cell(const PGresult *r, int row, int col)
{
	return (uint32_t)strtoul(PQgetvalue(r, row, col), NULL, 10);
}

bool publish_load_pull(struct publish *x, bool *there, struct err *e)
{
	PGresult *r = DB_QUERY(
		x->w, e,
		"select p.project_id, p.number, p.head, p.base, p.head_ref, p.state, p.author, p.web_url, p.summary_id,"
		" v.id, v.public_id, v.state, v.partial, left(v.reason, 500), v.fresh, v.reopened, v.unchanged, v.fixed, v.changes, v.commit_sha"
		" from pulls p left join lateral (select * from reviews v where v.pull_id = p.id and not v.superseded"
		" order by v.id desc limit 1) v on true where p.id = nullif($1, '')::bigint",
		x->pull);
	*there = r && PQntuples(r) == 1;
	if (!*there) {
		PQclear(r);
		return r != NULL;
	}
	COPY(x->number, r, 1);
	x->no = strtoull(x->number, NULL, 10);
	COPY(x->base, r, 3);
	COPY(x->head_ref, r, 4);
	COPY(x->state, r, 5);
	COPY(x->author, r, 6);
	x->web_url = arena_str(x->a, str_from(PQgetvalue(r, 0, 7)));
	x->summary_id = arena_str(x->a, str_from(PQgetvalue(r, 0, 8)));
	COPY(x->review, r, 9);
	COPY(x->review_public, r, 10);
	COPY(x->review_state, r, 11);
	x->partial = PQgetvalue(r, 0, 12)[0] == 't';
	COPY(x->review_reason, r, 13);
	x->fresh = u32_cell(r, 0, 14);
	x->reopened = u32_cell(r, 0, 15);
	x->unchanged = u32_cell(r, 0, 16);
	x->fixed = u32_cell(r, 0, 17);
	x->changes = json_cell(r, 18);
	/* Comments are of the commit that was reviewed, even where a newer one is known already. */
	snprintf(x->head, sizeof x->head, "%s", x->review[0] ? PQgetvalue(r, 0, 19) : PQgetvalue(r, 0, 2));
	*there = project_load(x->w, x->a, PQgetvalue(r, 0, 0), &x->p, e);
	PQclear(r);
	if (*there)
		x->options = json_loads(x->p.options.s, 0, NULL);
	return *there;
}

static enum rec_triage triage_of(const char *word)
{
	return strcmp(word, "accepted") == 0	     ? REC_ACCEPTED
	       : strcmp(word, "false_positive") == 0 ? REC_FALSE_POSITIVE
						     : REC_OPEN;
}

static bool want(struct publish *x, const PGresult *r, int i, struct err *e)
{
	struct finding f = { .severity = SEV_NOTE };
	struct rec_want w = { .hash = { "", 0 } };
	char hash[17];
	if (!finding_read(x->a, str_from(PQgetvalue(r, i, 0)), &f, e))
		return false;
	comment_hash(&f, publish_title(f.rule), hash);
	w.identity = f.identity;
	w.hash = str_from(arena_printf(x->a, "%s", hash));
	w.on_diff = PQgetvalue(r, i, 1)[0] == 't' && publish_on_diff(x, f.at.file, f.at.line, f.at.line, NULL);
	w.triage = triage_of(PQgetvalue(r, i, 2));
	w.refused = PQgetvalue(r, i, 5)[0] == 't';
	/* The same identity twice: the first one stands for both. */
	for (size_t k = x->wants.n; k-- > 0 && x->wants.n - k < 64;)
		if (str_eq(x->wants.v[k].identity, w.identity))
			return true;
	x->decided += w.triage != REC_OPEN;
	*VEC_PUSH(x->a, &x->wants) = w;
	*VEC_PUSH(x->a, &x->findings) = f;
	*VEC_PUSH(x->a, &x->numbers) = u32_cell(r, i, 6);
	*VEC_PUSH(x->a, &x->reasons) = str_from(arena_printf(x->a, "%s%s%s", PQgetvalue(r, i, 4),
							     *PQgetvalue(r, i, 3) ? ": " : "", PQgetvalue(r, i, 3)));
	return true;
}

bool publish_load_wants(struct publish *x, struct err *e)
{
	bool good = true;
	char *limit = arena_printf(x->a, "%d", (int)FORGES_WANTS);
	PGresult *r = DB_QUERY(
		x->w, e,
		"select (f.body || jsonb_build_object('rule', f.rule, 'severity', f.severity, 'strength', f.strength, 'driver', f.driver,"
		" 'message', f.message, 'identity', f.identity, 'at', jsonb_build_object('file', f.file, 'line', f.line, 'column', f.col,"
		" 'function', f.function)))::text, f.on_diff, coalesce(t.state, 'open'), coalesce(t.reason, ''), coalesce(t.who, ''),"
		" exists (select from outbox o where o.project_id = $2 and o.state = 'failed'"
		" and o.mark = 'p' || $3 || '/f/' || f.identity || '/' || $4), f.n"
		" from (select distinct on (identity) * from findings where review_id = $1 and suppressed = '' and status <> 'unchanged'"
		" order by identity, n) f left join triage t on t.project_id = $2 and t.identity = f.identity"
		" order by case f.severity when 'error' then 0 when 'warning' then 1 else 2 end, f.n limit $5::int",
		x->review, x->p.id, x->pull, x->head, limit);
	x->wants.n = x->findings.n = x->numbers.n = x->reasons.n = 0;
	x->decided = 0;
	for (int i = 0; good && r && i < PQntuples(r); i++)
		good = want(x, r, i, e);
	PQclear(r);
	return r && good;
}

/* Why the finding of a thread is not among the wanted ones. */
static bool why_gone(struct publish *x, struct str identity, enum rec_gone *gone, struct err *e)
{
	char word[16];
	if (!DB_VALUE(
		    x->w, e, word,
		    "with l as (select f.driver, f.file from findings f join reviews r on r.id = f.review_id"
		    " where r.pull_id = $2 and f.identity = $3 order by r.id desc limit 1)"
		    " select case when exists (select from findings where review_id = $1 and identity = $3 and suppressed <> '') then 'own'"
		    " when exists (select from findings where review_id = $1 and identity = $3) then 'base'"
		    " when exists (select from l join drivers d on d.review_id = $1 and d.name = l.driver and not d.checked)"
		    " or exists (select from l join units u on u.review_id = $1 and u.path = l.file and u.state = 'not_analysed')"
		    " or exists (select from l join units u on u.review_id = $1 and u.driver = l.driver and u.state = 'not_analysed'"
		    " where not exists (select from units k where k.review_id = $1 and k.path = l.file)) then 'unknown'"
		    " else 'fixed' end",
		    x->review, x->pull, identity.s))
		return false;
	*gone = strcmp(word, "own") == 0       ? GONE_SUPPRESSED
		: strcmp(word, "base") == 0    ? GONE_BASE
		: strcmp(word, "unknown") == 0 ? GONE_UNKNOWN
					       : GONE_FIXED;
	return true;
}

static bool thread_seen(struct publish *x, struct rec_thread *t, struct err *e)
{
	/* Rows about opening this thread that are newer than our last look: it was us, and we did not come to note it. */
	PGresult *r = DB_QUERY(
		x->w, e,
		"select t.state, t.resolved_by, exists (select from outbox o where o.pull_id = t.pull_id and o.kind = 'reopen'"
		" and o.state in ('done', 'dropped') and o.created_at > t.seen_at and o.mark like '%/resolve/' || $3 || '/%'),"
		" t.opened_by"
		" from threads t where t.pull_id = $1 and t.identity = $2 and t.comment_id = $4",
		x->pull, t->t.identity.s, t->t.id.s, t->t.comment.s);
	if (!r)
		return false;
	if (PQntuples(r)) {
		t->seen = true;
		t->seen_over = strcmp(PQgetvalue(r, 0, 0), "resolved") == 0;
		t->our_open = PQgetvalue(r, 0, 2)[0] == 't' || !x->can.resolve;
		/* Open, and yet somebody's: a person opened it again. */
		t->hold = !t->seen_over && PQgetvalue(r, 0, 1)[0];
		t->opened_by = arena_str(x->a, str_from(PQgetvalue(r, 0, 3)));
	}
	PQclear(r);
	return true;
}

bool publish_load_threads(struct publish *x, struct err *e)
{
	forge_threads list = { 0 };
	x->threads.n = 0;
	if (!forge_threads_list(x->f, x->a, x->no, &list, e))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		struct rec_thread t = { .t = list.v[i] };
		bool wanted = false;
		for (size_t k = 0; k < x->wants.n && !wanted; k++)
			wanted = str_eq(x->wants.v[k].identity, t.t.identity);
		if (!thread_seen(x, &t, e) || (!wanted && !why_gone(x, t.t.identity, &t.gone, e)))
			return false;
		*VEC_PUSH(x->a, &x->threads) = t;
	}
	return true;
}

bool publish_save_threads(struct publish *x, struct err *e)
{
	for (size_t i = 0; i < x->threads.n; i++) {
		const struct rec_thread *t = &x->threads.v[i];
		bool over = rec_over(&t->t);
		char *replies = arena_printf(x->a, "%u", t->t.replies);
		PGresult *r = DB_QUERY(
			x->w, e,
			"insert into threads (pull_id, identity, thread_id, comment_id, state, resolved_by, replies)"
			" values ($1, $2, $3, $4, $5, $6, $7) on conflict (pull_id, identity) do update set thread_id = excluded.thread_id,"
			" comment_id = excluded.comment_id, state = excluded.state, resolved_by = excluded.resolved_by,"
			" replies = excluded.replies, seen_at = now(),"
			" opened_by = case when excluded.state = 'open' then '' else threads.opened_by end",
			x->pull, t->t.identity.s, t->t.id.s, t->t.comment.s, over ? "resolved" : "open",
			over	  ? t->t.resolved_by.s
			: t->hold ? "-"
				  : "",
			replies);
		PQclear(r);
		if (!r)
			return false;
	}
	return true;
}
