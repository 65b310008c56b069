/* The summary in the conversation, the status at the commit (or a check run), and SARIF for code scanning. */
#include "worker/publish.h"

#include "forge/mark.h"
#include "report/finding_json.h"
#include "report/writers.h"
#include "rules/registry.h"

#include <stdio.h>
#include <zlib.h>

#define CONTEXT "ringcheck"

bool publish_option(const struct publish *x, const char *key, bool otherwise)
{
	const json_t *v = json_object_get(x->options, key);
	return json_is_boolean(v) ? json_is_true(v) : otherwise;
}

void publish_summary_in(struct publish *x, struct summary_in *in)
{
	struct summary_row *rows = ARENA_ARRAY(x->a, struct summary_row, x->plan.folded.n + 1);
	for (size_t i = 0; i < x->plan.folded.n; i++) {
		const struct finding *f = &x->findings.v[x->plan.folded.v[i]];
		rows[i] = (struct summary_row){ f->at.file, f->rule, f->message, f->at.line };
	}
	*in = (struct summary_in){ .fresh = x->fresh,
				   .reopened = x->reopened,
				   .unchanged = x->unchanged,
				   .fixed = x->fixed,
				   .decided = x->decided,
				   .in_line = (uint32_t)x->plan.in_line,
				   .partial = x->partial,
				   .reason = str_from(x->review_reason),
				   .rows = rows,
				   .n_rows = x->plan.folded.n };
	publish_links(x, SIZE_MAX, &in->links);
}

static bool save_summary(struct publish *x, struct str id, struct err *e)
{
	PGresult *r;
	if (str_eq(id, x->summary_id))
		return true;
	x->summary_id = id;
	r = DB_QUERY(x->w, e, "update pulls set summary_id = $2 where id = $1", x->pull, id.s);
	PQclear(r);
	return r != NULL;
}

/* Made with the first new finding, and kept up to date from then on; where there never was one, there is silence. */
bool publish_summary(struct publish *x, struct err *e)
{
	struct out o = { .w = x->w, .j = x->j, .f = x->f, .p = &x->p, .pull_id = x->pull };
	struct forge_summary there;
	struct summary_in in;
	struct str id;
	struct buf b;
	bool done, good = true, wanted = x->wants.n > 0;
	if (!wanted && !x->summary_id.n && x->threads.n == 0)
		return true;
	if (!forge_summary_find(x->f, x->a, x->no, x->summary_id, &there, e))
		return false;
	if (!there.id.n && !wanted)
		return true;
	publish_summary_in(x, &in);
	buf_init(&b, FORGE_BODY + 4000);
	summary_write(&b, &in);
	if (!str_eq(mark_read(buf_view(&b)).hash, there.hash) || !there.id.n) {
		good = out_begin(&o, "summary", arena_printf(x->a, "p%s/summary", x->pull), false, &done, e);
		if (good) {
			good = forge_summary_put(x->f, x->a, x->no, there.id, buf_view(&b), &id, e);
			good = out_end(&o, good, good ? id.s : NULL, e);
			there.id = good && id.n ? id : there.id;
		}
	}
	buf_free(&b);
	return good && save_summary(x, there.id, e);
}

/* ---- status ---- */

struct verdict {
	enum forge_state state;
	const char *conclusion;
	struct str line;
};

static int fail_on(const struct publish *x)
{
	const char *word = json_string_value(json_object_get(x->options, "fail_on"));
	int s = word ? severity_from(str_from(word)) : SEV_ERROR;
	return word && strcmp(word, "never") == 0 ? SEV_COUNT : s < 0 ? SEV_ERROR : s;
}

/*
 * What the change touches and nobody looked at: its units that could not be analysed (all of its drivers' units where it touches a
 * header or project) and drivers that could not be checked. Empty text: nothing of the kind.
 */
static bool left_out(struct publish *x, struct str *what, struct err *e)
{
	PGresult *r = DB_QUERY(
		x->w, e,
		"with c as (select y->>'path' as path from reviews v, jsonb_array_elements(v.changes) y where v.id = $1"
		"  and jsonb_typeof(v.changes) = 'array'),"
		" wide as (select exists (select from c where path is null"
		"  or path ~* '\\.(h|hh|hpp|hxx|inl|inc|vcxproj|props|targets)$') as yes),"
		" m as (select u.path as name, u.reason from units u, wide where u.review_id = $1 and u.state = 'not_analysed'"
		"  and (wide.yes or u.path in (select path from c))"
		" union select 'driver ' || d.name, d.reason from drivers d where d.review_id = $1 and not d.checked)"
		" select name, reason, count(*) over () - 1 from m order by name like 'driver %', name limit 1",
		x->review);
	*what = STR("");
	if (r && PQntuples(r)) {
		const char *more = PQgetvalue(r, 0, 2);
		*what = str_from(arena_printf(x->a, "%s%s%s%s was not: %s", PQgetvalue(r, 0, 0),
					      strcmp(more, "0") != 0 ? " (and " : "",
					      strcmp(more, "0") != 0 ? more : "",
					      strcmp(more, "0") != 0 ? " more)" : "", PQgetvalue(r, 0, 1)));
	}
	PQclear(r);
	return r != NULL;
}

static bool verdict(struct publish *x, struct verdict *v, struct err *e)
{
	struct str missing = STR("");
	struct summary_in in;
	struct buf b;
	uint32_t bad = 0;
	if (strcmp(x->review_state, "failed") == 0 || strcmp(x->review_state, "cancelled") == 0) {
		*v = (struct verdict){ FORGE_ERROR, strcmp(x->review_state, "failed") == 0 ? "failure" : "cancelled",
				       str_from(arena_printf(x->a, "The review %s: %s", x->review_state,
							     x->review_reason)) };
		if (strcmp(x->review_state, "cancelled") == 0)
			v->line = str_from(arena_printf(x->a, "The review was cancelled: %s", x->review_reason));
		return true;
	}
	if (strcmp(x->review_state, "done") != 0) {
		*v = (struct verdict){ FORGE_PENDING, "", STR("The review is under way") };
		return true;
	}
	if (x->partial && !left_out(x, &missing, e))
		return false;
	for (size_t i = 0; i < x->wants.n; i++)
		bad += x->wants.v[i].triage == REC_OPEN && (int)x->findings.v[i].severity >= fail_on(x);
	publish_summary_in(x, &in);
	buf_init(&b, 1000);
	summary_line(&b, &in);
	/*
	 * Partial is neither clean nor the author's fault. A check can say "neutral"; a status is an error where something that
	 * the change touches was not analysed at all, and says it in words where only statements are missing.
	 */
	*v = (struct verdict){ bad	   ? FORGE_FAILURE
			       : missing.n ? FORGE_ERROR
					   : FORGE_SUCCESS,
			       bad	    ? "failure"
			       : x->partial ? "neutral"
					    : "success",
			       arena_str(x->a, buf_view(&b)) };
	if (missing.n && !bad)
		v->line = str_from(arena_printf(x->a, "Not everything was analysed; " STR_FMT, STR_ARG(missing)));
	buf_free(&b);
	return true;
}

static struct forge_annotation *annotations(struct publish *x, size_t *n)
{
	struct forge_annotation *v = ARENA_ARRAY(x->a, struct forge_annotation, x->plan.folded.n + 1);
	*n = x->plan.folded.n < FORGES_ANNOTATED ? x->plan.folded.n : FORGES_ANNOTATED;
	for (size_t i = 0; i < *n; i++) {
		const struct finding *f = &x->findings.v[x->plan.folded.v[i]];
		v[i] = (struct forge_annotation){ f->at.file, publish_title(f->rule), f->message, f->at.line,
						  (int)f->severity };
	}
	return v;
}

static bool put_check(struct publish *x, const struct verdict *v, struct err *e)
{
	struct forge_check c = { .sha = x->head,
				 .name = CONTEXT,
				 .external_id = arena_printf(x->a, "review/%s", x->review_public),
				 .done = v->state != FORGE_PENDING,
				 .conclusion = v->conclusion,
				 .title = v->line,
				 .summary = v->line,
				 .text = STR("") };
	struct comment_links l;
	struct str id = STR("");
	struct summary_in in;
	struct buf b;
	bool good;
	publish_links(x, SIZE_MAX, &l);
	c.details_url = l.page.s;
	buf_init(&b, FORGE_BODY + 4000);
	if (strcmp(x->review_state, "done") == 0) {
		publish_summary_in(x, &in);
		summary_write(&b, &in);
		c.summary = buf_view(&b);
		c.annotations = annotations(x, &c.n_annotations);
	}
	good = forge_check_put(x->f, x->a, &c, STR(""), &id, e);
	buf_free(&b);
	return good;
}

static bool put_status(struct publish *x, const struct verdict *v, struct err *e)
{
	struct comment_links l;
	struct forge_status s = {
		.sha = x->head, .ref = x->head_ref, .context = CONTEXT, .state = v->state, .description = v->line
	};
	publish_links(x, SIZE_MAX, &l);
	s.target_url = l.page.s;
	return forge_status_set(x->f, &s, e);
}

/* Once for each state of the review and what it says. A forge that has no right for it does not keep the comments away. */
static bool tell(struct publish *x, const char *kind, const struct verdict *v,
		 bool (*put)(struct publish *, const struct verdict *, struct err *), struct err *e)
{
	struct out o = { .w = x->w, .j = x->j, .f = x->f, .p = &x->p, .pull_id = x->pull };
	char *mark = arena_printf(x->a, "p%s/%s/%s/%s", x->pull, kind, x->review, x->head);
	char *words = arena_printf(x->a, "%d " STR_FMT, (int)v->state, STR_ARG(v->line)), before[700];
	bool done, good;
	if (!DB_VALUE(x->w, e, before,
		      "select remote_id from outbox where project_id = $1 and mark = $2 and state = 'done'", x->p.id,
		      mark))
		return false;
	if (strcmp(before, words) == 0)
		return true;
	if (!out_begin(&o, kind, mark, false, &done, e))
		return false;
	good = put(x, v, e);
	if (good)
		return out_end(&o, true, words, e);
	out_end(&o, false, NULL, e);
	if (e->code != ERR_DENIED && e->code != ERR_NOT_FOUND && e->code != ERR_INPUT)
		return false;
	log_warn("pull request %s of " STR_FMT ": no %s: %s", x->number, STR_ARG(x->p.name), kind, e->text);
	*e = (struct err){ 0 };
	return true;
}

/* ---- SARIF ---- */

static bool pack(struct str text, struct buf *out, struct err *e)
{
	z_stream z = { 0 };
	unsigned char piece[16384];
	int state = deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
	z.next_in = (unsigned char *)text.s;
	z.avail_in = (unsigned)text.n;
	while (state == Z_OK) {
		z.next_out = piece;
		z.avail_out = sizeof piece;
		state = deflate(&z, Z_FINISH);
		buf_add(out, piece, sizeof piece - z.avail_out);
	}
	deflateEnd(&z);
	return (state == Z_STREAM_END && !out->full) || err_set(e, ERR_TOO_LARGE, "the SARIF file is too large");
}

static struct rule_infos infos(struct arena *a)
{
	size_t n = rules_count();
	struct rule_info *v = ARENA_ARRAY(a, struct rule_info, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = rules_at(i);
		v[i] = (struct rule_info){ .id = str_from(r->id),
					   .family = str_from(r->family),
					   .title = str_from(r->title),
					   .severity = r->severity,
					   .doc_markdown = rules_doc(r) };
	}
	return (struct rule_infos){ v, n };
}

/* Everything the review found: code scanning compares by itself. */
static bool put_sarif(struct publish *x, const struct verdict *v, struct err *e)
{
	struct review_report r = { .a = x->a, .name = x->p.name };
	struct rule_infos rules = infos(x->a);
	struct buf text, packed;
	bool good;
	PGresult *q = DB_QUERY(
		x->w, e,
		"select (f.body || jsonb_build_object('rule', f.rule, 'severity', f.severity, 'strength', f.strength,"
		" 'driver', f.driver, 'message', f.message, 'identity', f.identity, 'at', jsonb_build_object('file', f.file,"
		" 'line', f.line, 'column', f.col, 'function', f.function)))::text from findings f where review_id = $1"
		" and suppressed = '' order by n limit 25000",
		x->review);
	(void)v;
	if (!q)
		return false;
	good = true;
	for (int i = 0; good && i < PQntuples(q); i++)
		good = finding_read(x->a, str_from(PQgetvalue(q, i, 0)), VEC_PUSH(x->a, &r.findings), e);
	PQclear(q);
	buf_init(&text, (size_t)256 << 20);
	buf_init(&packed, (size_t)FORGE_SARIF_MIB << 21);
	if (good)
		sarif_write(&r, &rules, &text);
	good = good && (!text.full || err_set(e, ERR_TOO_LARGE, "the SARIF file is too large")) &&
	       pack(buf_view(&text), &packed, e) &&
	       forge_sarif_put(x->f, x->head, arena_printf(x->a, "refs/pull/%s/head", x->number), buf_view(&packed), e);
	buf_free(&text);
	buf_free(&packed);
	if (!good && e->code == ERR_TOO_LARGE)
		e->code = ERR_INPUT;
	return good;
}

bool publish_status(struct publish *x, struct err *e)
{
	struct verdict v;
	bool check = x->can.check_run && publish_option(x, "check_run", true);
	if (!verdict(x, &v, e))
		return false;
	if (check && !tell(x, "check", &v, put_check, e))
		return false;
	if (publish_option(x, "status", !check) && !tell(x, "status", &v, put_status, e))
		return false;
	if (x->can.sarif && publish_option(x, "sarif", false) && strcmp(x->review_state, "done") == 0)
		return tell(x, "sarif", &v, put_sarif, e);
	return true;
}
