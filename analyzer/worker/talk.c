/* What people say to Ringcheck in a pull request: decisions on findings, and questions. */
#include "worker/delivery.h"

#include "forge/command.h"
#include "forge/mark.h"
#include "forge/md.h"
#include "rules/registry.h"

#include <stdio.h>

struct talk {
	struct delivery *d;
	struct command c;
	char pull[24], identity[200], rule[200], message[2000], fix[2000];
	struct forge_thread thread; /* where it was said; comment empty = in the conversation */
	bool ours;
};

/* An answer, once for each comment. */
static bool answer(struct talk *t, struct str text, struct err *e)
{
	struct delivery *d = t->d;
	struct out o = { .w = d->w, .j = d->j, .p = &d->p, .pull_id = t->pull };
	char *note = arena_printf(d->a, "cmd:%s", d->ev.comment.s), *mark = arena_printf(d->a, "p%s/%s", t->pull, note);
	struct buf b;
	bool done, said = false, good, thread = t->ours && forge_can(d->f).reply;
	o.f = d->f;
	if (!out_begin(&o, "reply", mark, true, &done, e))
		return false;
	if (done)
		return true;
	buf_init(&b, FORGE_BODY);
	mark_reply(&b, str_from(note));
	buf_str(&b, text);
	/* Before a crash it may have been written. */
	good = thread ? true : forge_said(d->f, d->a, d->ev.number, str_from(note), &said, e);
	said = said || (thread && str_is(t->thread.note, note));
	if (good && !said)
		good = thread ? forge_reply(d->f, d->ev.number, &t->thread, buf_view(&b), e)
			      : forge_say(d->f, d->ev.number, buf_view(&b), e);
	buf_free(&b);
	return out_end(&o, good, NULL, e);
}

/* Which of our threads it was said in. */
static bool find_thread(struct talk *t, struct err *e)
{
	struct delivery *d = t->d;
	forge_threads list = { 0 };
	if (!d->ev.parent.n && !d->ev.thread.n)
		return true;
	if (!forge_threads_list(d->f, d->a, d->ev.number, &list, e))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		const struct forge_thread *x = &list.v[i];
		if (d->ev.parent.n ? !str_eq(x->comment, d->ev.parent) : !str_eq(x->id, d->ev.thread))
			continue;
		t->thread = *x;
		t->ours = true;
		snprintf(t->identity, sizeof t->identity, STR_FMT, STR_ARG(x->identity));
	}
	return true;
}

/* The finding: in a thread its own, in the conversation the one whose identity begins so. */
static bool find_finding(struct talk *t, int *n, struct err *e)
{
	struct delivery *d = t->d;
	char *like = t->ours ? t->identity : arena_printf(d->a, STR_FMT, STR_ARG(t->c.identity));
	PGresult *r;
	*n = 0;
	if (!*like)
		return true;
	r = DB_QUERY(
		d->w, e,
		"select distinct on (f.identity) f.identity, f.rule, f.message, coalesce(f.body->>'fix', '') from findings f"
		" join reviews r on r.id = f.review_id where r.pull_id = $1 and starts_with(f.identity, $2)"
		" order by f.identity, r.id desc limit 2",
		t->pull, like);
	if (!r)
		return false;
	*n = PQntuples(r);
	if (*n) {
		snprintf(t->identity, sizeof t->identity, "%s", PQgetvalue(r, 0, 0));
		snprintf(t->rule, sizeof t->rule, "%s", PQgetvalue(r, 0, 1));
		snprintf(t->message, sizeof t->message, "%s", PQgetvalue(r, 0, 2));
		snprintf(t->fix, sizeof t->fix, "%s", PQgetvalue(r, 0, 3));
	}
	PQclear(r);
	return true;
}

static bool explain(struct talk *t, struct err *e)
{
	const struct rule *rule = rules_find(str_from(t->rule));
	struct buf b;
	bool good;
	buf_init(&b, FORGE_BODY - 500);
	md_text(&b, str_from(t->message));
	buf_puts(&b, "\n\n");
	if (t->fix[0]) {
		buf_puts(&b, "**How to fix:** ");
		md_text(&b, str_from(t->fix));
		buf_puts(&b, "\n\n");
	}
	if (rule) {
		struct str doc = rules_doc(rule);
		buf_puts(&b, "<details><summary>The rule</summary>\n\n");
		/* Our own page. */
		if (doc.n < 30000)
			buf_str(&b, doc);
		buf_puts(&b, "\n\n</details>\n");
	}
	good = answer(t, buf_view(&b), e);
	buf_free(&b);
	return good && delivery_said(t->d, "%.12s explained", t->identity);
}

static bool decide(struct talk *t, struct err *e)
{
	static const char *const states[] = {
		[COMMAND_ACCEPT] = "accepted", [COMMAND_FALSE_POSITIVE] = "false_positive", [COMMAND_REOPEN] = "open"
	};
	struct delivery *d = t->d;
	const char *state = states[t->c.verb], *reason = arena_printf(d->a, STR_FMT, STR_ARG(t->c.reason));
	char word[8];
	PGresult *r;
	bool may;
	if (!forge_may_write(d->f, d->ev.sender.s, d->ev.sender_id.s, &may, e))
		return false;
	if (!may)
		return answer(t, STR("Only people who may write to this repository decide about findings."), e) &&
		       delivery_said(d, "%s may not decide", d->ev.sender.s);
	if (t->c.verb != COMMAND_REOPEN && !t->c.reason.n)
		return answer(t,
			      STR("Please say why: `/ringcheck accept REASON` or `/ringcheck false-positive REASON`."),
			      e) &&
		       delivery_said(d, "a decision without a reason");
	if (!DB_VALUE(d->w, e, word, "select rc_triage($1, $2, $3, $4, $5, 'comment')", d->p.id, t->identity, state,
		      reason, d->ev.sender.s))
		return false;
	/* In a thread, what then happens to it is the answer. */
	r = DB_QUERY(d->w, e, "select rc_job_once('publish', jsonb_build_object('pull', $1::text::bigint), $1, 5, 40)",
		     t->pull);
	PQclear(r);
	if (!r)
		return false;
	if (!t->ours && !answer(t,
				str_from(arena_printf(d->a, "Noted: `%.12s` is %s.", t->identity,
						      t->c.verb == COMMAND_REOPEN   ? "open"
						      : t->c.verb == COMMAND_ACCEPT ? "accepted"
										    : "a false positive")),
				e))
		return false;
	return delivery_said(d, "%.12s: %s by %s", t->identity, state, d->ev.sender.s);
}

static bool obey(struct talk *t, struct err *e)
{
	struct delivery *d = t->d;
	int n;
	if (!find_thread(t, e))
		return false;
	if ((d->ev.parent.n || d->ev.thread.n) && !t->ours)
		return delivery_ignored(d, "a command outside of our threads");
	if (!find_finding(t, &n, e))
		return false;
	if (t->c.verb == COMMAND_UNKNOWN)
		return answer(t,
			      STR("I understand `/ringcheck accept REASON`, `/ringcheck false-positive REASON`, `/ringcheck reopen` and"
				  " `/ringcheck explain`."),
			      e) &&
		       delivery_said(d, "a command that is not known");
	if (n != 1)
		return answer(t,
			      n ? STR("More than one finding begins so; please give more digits.")
				: STR("Which finding? Reply in its thread, or name it: `/ringcheck accept IDENTITY REASON`."),
			      e) &&
		       delivery_said(d, "a command that names no finding, or several");
	return t->c.verb == COMMAND_EXPLAIN ? explain(t, e) : decide(t, e);
}

bool delivery_comment(struct delivery *d, struct err *e)
{
	struct talk t = { .d = d, .c = command_read(d->ev.body) };
	char *number = arena_printf(d->a, "%llu", (unsigned long long)d->ev.number);
	/* Our own words come back as events. */
	if (mark_read(d->ev.body).kind != MARK_NONE)
		return delivery_ignored(d, "our own comment");
	if (t.c.verb == COMMAND_NONE)
		return delivery_ignored(d, "a comment without a command");
	if (!DB_VALUE(d->w, e, t.pull, "select id from pulls where project_id = $1 and number = $2", d->p.id, number))
		return false;
	if (!t.pull[0])
		return delivery_ignored(d, "#%s is not known here", number);
	if (!delivery_forge(d, e))
		return false;
	return obey(&t, e) || forge_trouble(d->w, d->j, d->f, &d->p, e);
}
