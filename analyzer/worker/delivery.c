/* Jobs of kind 'delivery': one of the inbox is understood, applied, and marked with what became of it. */
#include "worker/delivery.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

enum { BODY_MIB = 25 };

static bool say(struct delivery *d, bool ignored, const char *fmt, va_list ap)
{
	char text[500];
	vsnprintf(text, sizeof text, fmt, ap);
	d->ignored = ignored;
	d->outcome = arena_printf(d->a, "%s", text);
	return true;
}

bool delivery_said(struct delivery *d, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(d, false, fmt, ap);
	va_end(ap);
	return true;
}

bool delivery_ignored(struct delivery *d, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(d, true, fmt, ap);
	va_end(ap);
	return true;
}

struct forge *delivery_forge(struct delivery *d, struct err *e)
{
	if (!d->f)
		d->f = project_forge(d->w, &d->p, d->j, e);
	return d->f;
}

/* The threads at the forge changed, or something was decided: whoever looks at the latest state does the rest. */
static bool look_at_pull(struct delivery *d, uint64_t number, struct err *e)
{
	char *n = arena_printf(d->a, "%llu", (unsigned long long)number);
	PGresult *r =
		DB_QUERY(d->w, e,
			 "select rc_job_once('publish', jsonb_build_object('pull', id), id::text, 5, 40) from pulls"
			 " where project_id = $1 and number = $2",
			 d->p.id, n);
	bool known = r && PQntuples(r) > 0;
	PQclear(r);
	if (!r)
		return false;
	return known ? delivery_said(d, "#%s: its threads are looked at", n)
		     : delivery_ignored(d, "#%s is not known here", n);
}

/* Whose doing it was is told only here. */
static bool thread(struct delivery *d, struct err *e)
{
	char *n = arena_printf(d->a, "%llu", (unsigned long long)d->ev.number);
	PGresult *r =
		DB_QUERY(d->w, e,
			 "update threads t set opened_by = $4 from pulls p where p.id = t.pull_id and p.project_id = $1"
			 " and p.number = $2 and t.comment_id = $3",
			 d->p.id, n, d->ev.parent.s, d->ev.resolved ? "" : d->ev.sender.s);
	PQclear(r);
	return r && look_at_pull(d, d->ev.number, e);
}

static bool rerun(struct delivery *d, struct err *e)
{
	PGresult *r = DB_QUERY(d->w, e,
			       "select rc_commit_review(project_id, id, null, head, null, true),"
			       " rc_job_once('publish', jsonb_build_object('pull', id), id::text, 5, 40)"
			       " from pulls where project_id = $1 and head = $2 and state = 'open'",
			       d->p.id, d->ev.sha.s);
	int n = r ? PQntuples(r) : 0;
	PQclear(r);
	if (!r)
		return false;
	return n ? delivery_said(d, "%d reviews of %.12s again", n, d->ev.sha.s)
		 : delivery_ignored(d, "no open pull request has %.12s as its head", d->ev.sha.s);
}

/* Every pull request in the queue was reviewed by itself; the queue's trial merge only waits for a status that says so. */
static bool merge_group(struct delivery *d, struct err *e)
{
	char *mark = arena_printf(d->a, "merge-group/%s", d->ev.sha.s);
	struct forge_status s = { .sha = d->ev.sha.s,
				  .ref = d->ev.ref.s,
				  .context = "ringcheck",
				  .target_url = "",
				  .state = FORGE_SUCCESS,
				  .description = STR("Reviewed in the pull requests") };
	struct out o = { .w = d->w, .j = d->j, .p = &d->p };
	bool done, good;
	o.f = delivery_forge(d, e);
	if (!o.f || !out_begin(&o, "status", mark, true, &done, e))
		return false;
	good = done || out_end(&o, forge_status_set(d->f, &s, e), NULL, e);
	return good ? delivery_said(d, "status for the merge queue's %.12s", d->ev.sha.s)
		    : forge_trouble(d->w, d->j, d->f, &d->p, e);
}

static bool alert(struct delivery *d, struct err *e)
{
	const struct event *ev = &d->ev;
	char identity[200], *line = arena_printf(d->a, "%u", ev->line), word[8];
	const char *state = ev->open ? "open" : ev->false_positive ? "false_positive" : "accepted";
	if (!DB_VALUE(
		    d->w, e, identity,
		    "select f.identity from findings f join reviews r on r.id = f.review_id where r.project_id = $1 and f.rule = $2"
		    " and f.file = $3 and f.line = $4 order by r.id desc, f.n limit 1",
		    d->p.id, ev->rule.s, ev->path.s, line))
		return false;
	if (!identity[0])
		return delivery_ignored(d, "no finding stands at the alert's place");
	return DB_VALUE(d->w, e, word, "select rc_triage($1, $2, $3, left($4, 500), $5, 'alert')", d->p.id, identity,
			state, ev->reason.s, ev->sender.s) &&
	       delivery_said(d, "%.12s: %s by %s", identity, state, ev->sender.s);
}

static bool install(struct delivery *d, struct err *e)
{
	const struct event *ev = &d->ev;
	PGresult *r;
	if (d->p.installation.n && !str_eq(d->p.installation, ev->installation))
		return delivery_ignored(d, "another installation of the app");
	if (str_is(ev->action, "deleted") || str_is(ev->action, "suspend")) {
		project_health(d->w, d->p.id, "the app was uninstalled or suspended; install it again");
		return delivery_said(d, "the app is not installed any more");
	}
	r = DB_QUERY(d->w, e,
		     "select rc_job_once('connect', jsonb_build_object('project', $1::text::bigint), $1, 5, 5)",
		     d->p.id);
	PQclear(r);
	return r != NULL && delivery_said(d, "the app's installation changed: the forge is asked");
}

static bool ping(struct delivery *d, struct err *e)
{
	PGresult *r = DB_QUERY(d->w, e, "update projects set health = 'ok' where id = $1 and health = 'new'", d->p.id);
	PQclear(r);
	return r != NULL && delivery_said(d, "the hook works");
}

static bool apply(struct delivery *d, struct err *e)
{
	switch (d->ev.kind) {
	case EVENT_PING:
		return ping(d, e);
	case EVENT_PULL:
		return delivery_pull(d, e);
	case EVENT_PUSH:
		return delivery_push(d, e);
	case EVENT_COMMENT:
		return delivery_comment(d, e);
	case EVENT_THREAD:
		return thread(d, e);
	case EVENT_RERUN:
		return rerun(d, e);
	case EVENT_MERGE_GROUP:
		return merge_group(d, e);
	case EVENT_ALERT:
		return alert(d, e);
	case EVENT_INSTALL:
		return install(d, e);
	default:
		return delivery_ignored(d, STR_FMT, STR_ARG(d->ev.why));
	}
}

/* A hook of a whole organisation, or a project that was set up for another repository. */
static bool other_repository(const struct delivery *d)
{
	const struct event *ev = &d->ev;
	if (strcmp(d->p.kind.s, "git") == 0 || !ev->repo.n || ev->kind == EVENT_INSTALL)
		return false;
	return !str_eq_nocase(ev->repo, d->p.repo) && !str_eq(ev->repo_id, d->p.repo);
}

static bool unpack(const PGresult *r, struct buf *out, struct err *e)
{
	size_t n, raw;
	unsigned char *p = PQunescapeBytea((const unsigned char *)PQgetvalue(r, 0, 2), &n);
	char *text;
	raw = p ? ZSTD_getFrameContentSize(p, n) : 0;
	text = raw && raw <= (size_t)BODY_MIB << 20 ? malloc(raw) : NULL;
	raw = text ? ZSTD_decompress(text, raw, p, n) : 0;
	if (text && !ZSTD_isError(raw))
		buf_add(out, text, raw);
	free(text);
	PQfreemem(p);
	return out->n || err_set(e, ERR_INPUT, "the stored delivery is damaged");
}

static bool finish(struct delivery *d, const char *state, const char *outcome, struct err *e)
{
	PGresult *r =
		DB_QUERY(d->w, e,
			 "update deliveries set state = $2, outcome = $3, action = left($4, 100), worked_at = now()"
			 " where id = $1 and state = 'waiting'",
			 d->id, state, outcome, d->ev.action.n ? d->ev.action.s : "");
	PQclear(r);
	log_info("delivery %s of " STR_FMT ": %s: %s", d->id, STR_ARG(d->p.name), state, outcome);
	return r != NULL;
}

static bool work(struct delivery *d, const PGresult *row, struct err *e)
{
	struct buf body;
	struct str event = arena_str(d->a, str_from(PQgetvalue(row, 0, 1)));
	int kind = forge_kind_from(d->p.kind.s);
	bool good;
	buf_init(&body, (size_t)BODY_MIB << 20);
	good = unpack(row, &body, e) &&
	       event_read(d->a, kind < 0 ? FORGE_GIT : (enum forge_kind)kind, event, buf_view(&body), &d->ev, e);
	buf_free(&body);
	if (!good)
		return finish(d, "failed", e->text, e);
	if (other_repository(d))
		delivery_ignored(d, "it is about another repository: " STR_FMT, STR_ARG(d->ev.repo));
	else if (!apply(d, e))
		return false;
	return finish(d, d->ignored ? "ignored" : "done", d->outcome ? d->outcome : "", e);
}

bool delivery_run(struct worker *w, struct arena *a, struct job *j, struct err *e)
{
	struct delivery d = { .w = w, .a = a, .j = j };
	PGresult *r;
	bool good = true;
	snprintf(d.id, sizeof d.id, "%s", payload_text(a, j->payload, "delivery"));
	r = DB_QUERY(
		w, e,
		"select project_id, event, body from deliveries where id = nullif($1, '')::bigint and state = 'waiting'",
		d.id);
	if (!r)
		return false;
	/* Gone, or worked already by somebody whose job was taken for lost. */
	if (PQntuples(r) == 1) {
		good = project_load(w, a, PQgetvalue(r, 0, 0), &d.p, e) && work(&d, r, e);
		forge_close(d.f);
		project_wipe(&d.p);
	}
	PQclear(r);
	return good;
}
