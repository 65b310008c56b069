/* The reconciler's operations, one after another: each is noted before it is done, and only the forge is believed about what was done. */
#include "worker/publish.h"

#include "forge/mark.h"
#include "forge/md.h"
#include "rules/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

bool publish_on_diff(const struct publish *x, struct str path, uint32_t first, uint32_t last, struct str *old)
{
	const json_t *c, *range;
	size_t i, k;
	json_array_foreach (x->changes, i, c) {
		const char *p = json_string_value(json_object_get(c, "path")),
			   *o = json_string_value(json_object_get(c, "old"));
		if (!p || !str_is(path, p))
			continue;
		if (old)
			*old = o ? str_from(o) : path;
		json_array_foreach (json_object_get(c, "added"), k, range)
			if (json_integer_value(json_array_get(range, 0)) <= first &&
			    json_integer_value(json_array_get(range, 1)) >= last)
				return true;
	}
	return false;
}

struct str publish_title(struct str rule)
{
	const struct rule *r = rules_find(rule);
	return r ? str_from(r->title) : rule;
}

/* The repository's page at the forge, from the pull request's. */
static struct str repo_url(const struct publish *x)
{
	static const char *const tails[] = { "/-/merge_requests/", "/merge_requests/", "/pulls/", "/pull/" };
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		const char *at = memmem(x->web_url.s, x->web_url.n, tails[i], strlen(tails[i]));
		if (at)
			return (struct str){ x->web_url.s, (size_t)(at - x->web_url.s) };
	}
	return STR("");
}

void publish_links(const struct publish *x, size_t want, struct comment_links *l)
{
	*l = (struct comment_links){
		.kind = forge_kind_of(x->f), .repo_url = repo_url(x), .sha = str_from(x->head), .page = STR("")
	};
	if (x->w->c.public_url[0] && want != SIZE_MAX)
		l->page = str_from(arena_printf(x->a, "%s/#/reviews/%s/findings/%u", x->w->c.public_url,
						x->review_public, x->numbers.v[want]));
	else if (x->w->c.public_url[0])
		l->page = str_from(arena_printf(x->a, "%s/#/reviews/%s", x->w->c.public_url, x->review_public));
}

/* A file of the review as text, where it is UTF-8; empty otherwise. */
static struct str file_text(struct publish *x, struct str path)
{
	struct err e = { 0 };
	struct str out = STR("");
	PGresult *r = DB_QUERY(
		x->w, &e,
		"select b.zstd, b.size from review_files f join blobs b using (sha256) where f.review_id = $1 and f.path = $2"
		" and b.encoding in ('utf-8', 'utf-8-bom') and b.size < 4194304",
		x->review, path.s);
	if (r && PQntuples(r)) {
		size_t n, raw = strtoull(PQgetvalue(r, 0, 1), NULL, 10);
		unsigned char *p = PQunescapeBytea((const unsigned char *)PQgetvalue(r, 0, 0), &n);
		char *text = arena_alloc(x->a, raw + 1);
		size_t got = p ? ZSTD_decompress(text, raw, p, n) : 0;
		if (!ZSTD_isError(got) && got == raw)
			out = (struct str){ text, raw };
		PQfreemem(p);
	}
	PQclear(r);
	return out;
}

/* Where the comment goes and what it says. */
static void comment_of(struct publish *x, size_t want, bool file, struct forge_comment *c)
{
	const struct finding *f = &x->findings.v[want];
	struct comment_links l;
	struct suggestion s;
	struct buf b;
	bool with = false;
	*c = (struct forge_comment){ .path = f->at.file, .old_path = f->at.file };
	publish_on_diff(x, f->at.file, f->at.line, f->at.line, &c->old_path);
	if (!file) {
		c->first = c->last = f->at.line;
		with = f->edits.n && suggestion_make(x->a, f, file_text(x, f->at.file), &s) &&
		       publish_on_diff(x, f->at.file, s.first, s.last, NULL);
	}
	publish_links(x, want, &l);
	if (with && l.kind == FORGE_GITHUB)
		c->first = s.first, c->last = s.last;
	buf_init(&b, FORGE_BODY + 4000);
	comment_finding(&b, f, publish_title(f->rule), &l, with ? &s : NULL, STR(""));
	c->body = arena_str(x->a, buf_view(&b));
	buf_free(&b);
}

static struct out out_of(struct publish *x)
{
	return (struct out){ .w = x->w, .j = x->j, .f = x->f, .p = &x->p, .pull_id = x->pull };
}

/* ---- new comments ---- */

static void fold(struct publish *x, size_t want)
{
	*VEC_PUSH(x->a, &x->plan.folded) = want;
	x->plan.in_line--;
}

/* One alone: on its line, else on its file, else in the summary. */
static bool create_one(struct publish *x, size_t want, struct err *e)
{
	struct forge_at at = { x->no, x->head, x->base };
	struct str identity = x->wants.v[want].identity;
	struct out o = out_of(x);
	struct forge_comment c;
	bool done, good;
	char *mark = arena_printf(x->a, "p%s/f/" STR_FMT "/%s", x->pull, STR_ARG(identity), x->head);
	comment_of(x, want, false, &c);
	if (!out_begin(&o, "comment", mark, false, &done, e))
		return false;
	good = forge_comment_create(x->f, &at, &c, e);
	out_end(&o, good, NULL, e);
	if (good || e->code != ERR_INPUT) {
		x->list_again |= good;
		return good;
	}
	log_info("pull request %s of " STR_FMT ": a line is refused: %s", x->number, STR_ARG(x->p.name), e->text);
	if (x->can.file_comment) {
		comment_of(x, want, true, &c);
		mark = arena_printf(x->a, "p%s/file/" STR_FMT "/%s", x->pull, STR_ARG(identity), x->head);
		if (!out_begin(&o, "comment", mark, false, &done, e))
			return false;
		good = forge_comment_create(x->f, &at, &c, e);
		out_end(&o, good, NULL, e);
		if (good || e->code != ERR_INPUT) {
			x->list_again |= good;
			return good;
		}
	}
	*e = (struct err){ 0 };
	fold(x, want);
	return true;
}

static void review_words(struct buf *b, size_t n)
{
	mark_review(b);
	buf_printf(b,
		   n == 1 ? "Ringcheck has a remark on a changed line." : "Ringcheck has %zu remarks on changed lines.",
		   n);
}

static bool create(struct publish *x, const size_t *v, size_t n, struct err *e)
{
	struct forge_at at = { x->no, x->head, x->base };
	struct forge_comment *c = ARENA_ARRAY(x->a, struct forge_comment, n + 1);
	struct out o = out_of(x);
	struct buf words;
	bool done, good = true;
	if (x->can.batch) {
		for (size_t i = 0; i < n; i++)
			comment_of(x, v[i], false, &c[i]);
		if (!out_begin(&o, "review",
			       arena_printf(x->a, "p%s/review/%s/" STR_FMT, x->pull, x->review,
					    STR_ARG(x->wants.v[v[0]].identity)),
			       false, &done, e))
			return false;
		buf_init(&words, 500);
		review_words(&words, n);
		good = forge_review_create(x->f, &at, buf_view(&words), c, n, e);
		buf_free(&words);
		out_end(&o, good, NULL, e);
		x->list_again |= good;
		/* One line that the forge does not take fails all of them. */
		if (good || e->code != ERR_INPUT)
			return good;
		log_info("pull request %s of " STR_FMT ": one by one: %s", x->number, STR_ARG(x->p.name), e->text);
		*e = (struct err){ 0 };
	}
	good = true;
	for (size_t i = 0; good && i < n; i++)
		good = create_one(x, v[i], e);
	return good;
}

/* ---- threads that are there ---- */

static struct str note_of(struct publish *x, const struct rec_op *op)
{
	switch (op->why) {
	case WHY_FIXED:
		return str_from(arena_printf(x->a, "Fixed in %.12s.", x->head));
	case WHY_BASE:
		return STR("The target branch has it too: not new here any more.");
	case WHY_SUPPRESSED:
		return STR("Suppressed by a comment in the code.");
	case WHY_ACCEPTED:
		return str_from(arena_printf(x->a, "Accepted by " STR_FMT, STR_ARG(x->reasons.v[op->want])));
	case WHY_FALSE_POSITIVE:
		return str_from(arena_printf(x->a, "A false positive, says " STR_FMT, STR_ARG(x->reasons.v[op->want])));
	case WHY_TWICE:
		return STR("There is another thread about this.");
	default:
		return str_from(arena_printf(x->a, "Open again with %.12s.", x->head));
	}
}

/* A reply that says why; not twice in a row. */
static bool note(struct publish *x, const struct rec_op *op, struct forge_thread *t, struct err *e)
{
	static const char *const words[] = { [WHY_FIXED] = "fixed",
					     [WHY_BASE] = "base",
					     [WHY_SUPPRESSED] = "own",
					     [WHY_ACCEPTED] = "accepted",
					     [WHY_FALSE_POSITIVE] = "false",
					     [WHY_TWICE] = "twice",
					     [WHY_BACK] = "back" };
	struct str key = str_from(arena_printf(x->a, "%s:%.12s", words[op->why], x->head));
	struct out o = out_of(x);
	struct buf b;
	bool done, good;
	if (!x->can.reply || str_eq(t->note, key))
		return true;
	if (!out_begin(&o, "reply",
		       arena_printf(x->a, "p%s/" STR_FMT "/" STR_FMT, x->pull, STR_ARG(t->comment), STR_ARG(key)),
		       false, &done, e))
		return false;
	buf_init(&b, 4000);
	mark_reply(&b, key);
	md_text(&b, note_of(x, op));
	buf_putc(&b, '\n');
	good = out_end(&o, forge_reply(x->f, x->no, t, buf_view(&b), e), NULL, e);
	buf_free(&b);
	if (good)
		t->note = key;
	return good;
}

/* Our own comment anew; `closed` empty: as an open one. */
static bool rewrite(struct publish *x, struct forge_thread *t, size_t want, struct str closed, struct err *e)
{
	struct finding gone = { .identity = t->identity, .message = STR("") };
	const struct finding *f = want == SIZE_MAX ? &gone : &x->findings.v[want];
	struct comment_links l;
	struct out o = out_of(x);
	char hash[17];
	struct buf b;
	bool done, good;
	publish_links(x, want, &l);
	if (!out_begin(&o, "edit",
		       arena_printf(x->a, "p%s/edit/" STR_FMT "/%s", x->pull, STR_ARG(t->comment), x->review), false,
		       &done, e))
		return false;
	buf_init(&b, FORGE_BODY + 4000);
	if (want == SIZE_MAX) {
		/* What it said is not known any more, and need not be. */
		mark_finding(&b, t->identity, t->hash, true);
		md_text(&b, closed);
		buf_putc(&b, '\n');
	} else {
		struct forge_comment c;
		if (closed.n)
			comment_finding(&b, f, publish_title(f->rule), &l, NULL, closed);
		else {
			comment_of(x, want, true, &c);
			buf_str(&b, c.body);
		}
	}
	good = out_end(&o, forge_comment_edit(x->f, x->no, t, buf_view(&b), e), NULL, e);
	buf_free(&b);
	if (!good)
		return false;
	t->closed = closed.n > 0;
	if (want != SIZE_MAX) {
		comment_hash(f, publish_title(f->rule), hash);
		t->hash = str_from(arena_printf(x->a, "%s", hash));
	}
	return true;
}

static bool set_resolved(struct publish *x, struct forge_thread *t, bool resolved, struct err *e)
{
	struct out o = out_of(x);
	bool done;
	if (t->resolved == resolved || !x->can.resolve)
		return true;
	if (!out_begin(&o, resolved ? "resolve" : "reopen",
		       arena_printf(x->a, "p%s/resolve/" STR_FMT "/%s/%d", x->pull, STR_ARG(t->id), x->review,
				    resolved),
		       false, &done, e) ||
	    !out_end(&o, forge_resolve(x->f, x->no, t, resolved, e), NULL, e))
		return false;
	t->resolved = resolved;
	t->resolved_by = STR("");
	return true;
}

static bool drop(struct publish *x, struct rec_thread *t, struct err *e)
{
	struct out o = out_of(x);
	bool done;
	if (!out_begin(&o, "edit", arena_printf(x->a, "p%s/drop/" STR_FMT, x->pull, STR_ARG(t->t.comment)), false,
		       &done, e) ||
	    !out_end(&o, forge_comment_delete(x->f, x->no, &t->t, e), NULL, e))
		return false;
	x->list_again = true;
	return true;
}

static bool one(struct publish *x, const struct rec_op *op, struct err *e)
{
	struct rec_thread *t = &x->threads.v[op->thread];
	switch (op->kind) {
	case REC_EDIT:
		return rewrite(x, &t->t, op->want, STR(""), e);
	case REC_CLOSE:
		t->hold = false;
		if (!note(x, op, &t->t, e))
			return false;
		return x->can.resolve ? set_resolved(x, &t->t, true, e)
				      : rewrite(x, &t->t, op->want, note_of(x, op), e);
	case REC_REOPEN:
		if (!note(x, op, &t->t, e) || !set_resolved(x, &t->t, false, e))
			return false;
		return (!t->t.closed && str_eq(t->t.hash, x->wants.v[op->want].hash)) ||
		       rewrite(x, &t->t, op->want, STR(""), e);
	case REC_HOLD:
		t->hold = true;
		return true;
	default:
		return drop(x, t, e);
	}
}

bool publish_apply(struct publish *x, struct err *e)
{
	size_t batch[FORGES_BATCH], n = 0;
	/* What the forge asks for is small first: what is over is closed before something new is said. */
	for (size_t i = 0; i < x->plan.ops.n; i++)
		if (x->plan.ops.v[i].kind != REC_CREATE && !one(x, &x->plan.ops.v[i], e))
			return false;
	for (size_t i = 0; i < x->plan.ops.n; i++) {
		if (x->plan.ops.v[i].kind == REC_CREATE)
			batch[n++] = x->plan.ops.v[i].want;
		if (n == FORGES_BATCH || (n && i + 1 == x->plan.ops.n)) {
			if (!create(x, batch, n, e))
				return false;
			n = 0;
		}
	}
	return n == 0 || create(x, batch, n, e);
}

/* ---- what people did to our threads ---- */

bool publish_decide(struct publish *x, bool *again, struct err *e)
{
	*again = false;
	for (size_t i = 0; i < x->plan.ops.n; i++) {
		const struct rec_op *op = &x->plan.ops.v[i];
		struct rec_thread *t;
		const char *who, *state, *why;
		char word[8];
		bool may = true;
		if (op->kind != REC_DECIDE_ACCEPT && op->kind != REC_DECIDE_OPEN)
			continue;
		t = &x->threads.v[op->thread];
		*again = true;
		who = op->kind == REC_DECIDE_ACCEPT ? t->t.resolved_by.s
		      : t->opened_by.n		    ? t->opened_by.s
						    : "somebody at the forge";
		state = op->kind == REC_DECIDE_ACCEPT ? "accepted" : "open";
		why = arena_printf(x->a,
				   op->kind == REC_DECIDE_ACCEPT ? "resolved at the forge by %s"
								 : "opened again at the forge by %s",
				   who);
		/* Who opened it again, only an event tells; without one, whoever could may. */
		if ((op->kind == REC_DECIDE_ACCEPT || t->opened_by.n) && !forge_may_write(x->f, who, "", &may, e))
			return false;
		if (may && !DB_VALUE(x->w, e, word, "select rc_triage($1, $2, $3, $4, $5, 'thread')", x->p.id,
				     t->t.identity.s, state, why, who))
			return false;
		if (!may)
			log_info("pull request %s of " STR_FMT ": %s may not decide, the thread becomes what it was",
				 x->number, STR_ARG(x->p.name), who);
		t->seen = true;
		t->seen_over = rec_over(&t->t);
	}
	/* As seen now: the next look must not take it for news. */
	return !*again || (publish_save_threads(x, e) && publish_load_wants(x, e));
}
