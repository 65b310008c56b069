#include "worker/kept.h"

#include "report/finding_json.h"
#include "report/writers.h"
#include "rules/registry.h"

#include <stdio.h>

static void copy_u64(struct buf *b, uint64_t v)
{
	char text[24];
	snprintf(text, sizeof text, "%llu", (unsigned long long)v);
	copy_str(b, str_from(text));
}

static void copy_f64(struct buf *b, double v)
{
	char text[40];
	snprintf(text, sizeof text, "%.3f", v);
	copy_str(b, str_from(text));
}

static void copy_json(struct buf *b, struct buf *json)
{
	b->full |= json->full;
	copy_str(b, buf_view(json));
	buf_clear(json);
}

static void strs_json(struct buf *json, const struct str *v, size_t n)
{
	struct jsonw w;
	jsonw_init(&w, json);
	jsonw_arr(&w);
	for (size_t i = 0; i < n; i++)
		jsonw_str(&w, v[i]);
	jsonw_end(&w);
}

static void guesses_json(struct buf *json, const struct unit_report *u)
{
	struct jsonw w;
	jsonw_init(&w, json);
	jsonw_arr(&w);
	for (size_t i = 0; i < u->guesses.n; i++) {
		const struct guess_report *g = &u->guesses.v[i];
		jsonw_obj(&w);
		jsonw_kstr(&w, "kind", g->kind);
		jsonw_kstr(&w, "name", g->name);
		jsonw_kstr(&w, "why", g->why);
		jsonw_key(&w, "at");
		place_write(&w, &g->at);
		jsonw_end(&w);
	}
	jsonw_end(&w);
}

static void diags_json(struct buf *json, const struct unit_report *u)
{
	struct jsonw w;
	jsonw_init(&w, json);
	jsonw_arr(&w);
	for (size_t i = 0; i < u->diags.n; i++) {
		jsonw_obj(&w);
		jsonw_kstr(&w, "text", u->diags.v[i].text);
		jsonw_key(&w, "at");
		place_write(&w, &u->diags.v[i].at);
		jsonw_end(&w);
	}
	jsonw_end(&w);
}

static void units_rows(const struct job *j, const struct review_report *r, const struct comparison *c, struct buf *b,
		       struct buf *json)
{
	(void)c;
	for (size_t i = 0; i < r->units.n; i++) {
		const struct unit_report *u = &r->units.v[i];
		copy_str(b, str_from(j->review));
		copy_u64(b, i + 1);
		copy_str(b, u->driver);
		copy_str(b, u->path);
		copy_str(b, str_from(u->analysed ? "analysed" : "not_analysed"));
		copy_str(b, u->reason);
		copy_str(b, str_from(u->cplusplus ? "t" : "f"));
		copy_u64(b, u->functions);
		copy_u64(b, u->ops);
		copy_u64(b, u->opaque_ops);
		copy_u64(b, u->functions_affected);
		copy_f64(b, u->parse_ms);
		copy_u64(b, u->peak_kib);
		guesses_json(json, u);
		copy_json(b, json);
		diags_json(json, u);
		copy_json(b, json);
		copy_end(b);
	}
}

static void drivers_rows(const struct job *j, const struct review_report *r, const struct comparison *c, struct buf *b,
			 struct buf *json)
{
	(void)c;
	for (size_t i = 0; i < r->drivers.n; i++) {
		const struct driver_report *d = &r->drivers.v[i];
		copy_str(b, str_from(j->review));
		copy_u64(b, i + 1);
		copy_str(b, d->name);
		copy_str(b, d->project);
		copy_str(b, d->config);
		copy_str(b, d->framework);
		copy_str(b, str_from(d->checked ? "t" : "f"));
		copy_str(b, d->reason);
		if (d->map_json.n)
			copy_str(b, d->map_json);
		else
			buf_puts(b, "\t\\N"); /* NULL */
		strs_json(json, d->notes.v, d->notes.n);
		copy_json(b, json);
		copy_f64(b, d->check_ms);
		copy_end(b);
	}
}

static void findings_rows(const struct job *j, const struct review_report *r, const struct comparison *c, struct buf *b,
			  struct buf *json)
{
	static const char *const words[] = { "", "new", "unchanged", "reopened" };
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.v[i];
		const struct rule *rule = rules_find(f->rule);
		struct jsonw w;
		copy_str(b, str_from(j->review));
		copy_u64(b, i + 1);
		copy_u64(b, f->at.line);
		copy_u64(b, f->at.col);
		copy_str(b, f->rule);
		copy_str(b, str_from(rule ? rule->family : ""));
		copy_str(b, str_from(severity_word(f->severity)));
		copy_str(b, str_from(strength_word(f->strength)));
		copy_str(b, f->driver);
		copy_str(b, f->at.file);
		copy_str(b, f->at.function);
		copy_str(b, f->message);
		copy_str(b, f->identity);
		copy_str(b, f->suppressed);
		jsonw_init(&w, json);
		finding_write_body(&w, f);
		copy_json(b, json);
		copy_str(b, str_from(words[c && c->status ? c->status[i] : FINDING_PLAIN]));
		copy_str(b, str_from(c && c->on_diff && c->on_diff[i] ? "t" : "f"));
		copy_end(b);
	}
}

static void fixed_rows(const struct job *j, const struct review_report *r, const struct comparison *c, struct buf *b,
		       struct buf *json)
{
	(void)r, (void)json;
	for (size_t i = 0; c && i < c->fixed.n; i++) {
		const struct finding *f = c->fixed.v[i];
		copy_str(b, str_from(j->review));
		copy_u64(b, i + 1);
		copy_str(b, f->identity);
		copy_str(b, f->rule);
		copy_str(b, f->at.file);
		copy_u64(b, f->at.line);
		copy_str(b, f->message);
		copy_end(b);
	}
}

/* What only a commit's review has. */
static bool put_comparison(struct db *d, const struct job *j, const struct review_report *r, const struct comparison *c,
			   struct err *e)
{
	char n[5][24];
	const uint64_t numbers[5] = { c->fresh, c->unchanged, c->reopened, c->fixed.n, r->unaffected };
	const char *v[9] = { j->review,	 NULL, NULL, NULL, NULL, NULL, c->base_sha, c->changes.n ? c->changes.s : NULL,
			     c->reason.s };
	PGresult *q;
	for (int i = 0; i < 5; i++) {
		snprintf(n[i], sizeof n[i], "%llu", (unsigned long long)numbers[i]);
		v[i + 1] = n[i];
	}
	q = db_query(d, e,
		     "update reviews set fresh = $2, unchanged = $3, reopened = $4, fixed = $5, unaffected = $6,"
		     " base_sha = $7, changes = $8, reason = case when partial then reason else $9 end where id = $1",
		     9, v);
	PQclear(q);
	if (!q || !c->pull)
		return q != NULL;
	v[0] = c->pull;
	v[1] = c->base_sha;
	v[2] = j->review;
	q = db_query(d, e,
		     "update pulls p set merge_base = coalesce($2, '') from reviews r"
		     " where p.id = $1 and r.id = $3 and p.head = r.commit_sha",
		     3, v);
	PQclear(q);
	return q != NULL && job_publish(d, c->pull, e);
}

bool job_publish(struct db *d, const char *pull, struct err *e)
{
	const char *v[1] = { pull };
	PGresult *q = db_query(
		d, e, "select rc_job_once('publish', jsonb_build_object('pull', $1::bigint), $1::bigint::text, 5, 40)",
		1, v);
	PQclear(q);
	return q != NULL;
}

/* The review's own row. */
static bool put_review(struct db *d, const struct job *j, const struct review_report *r, struct buf *json,
		       struct err *e)
{
	struct review_summary s = review_summarise(r);
	char n[14][24];
	const char *v[18] = { j->review };
	const uint64_t numbers[11] = { s.drivers,
				       s.units_total,
				       s.units_analysed,
				       s.functions,
				       s.opaque_ops,
				       s.guessed_declarations,
				       s.findings,
				       s.suppressed,
				       s.by_severity[SEV_NOTE],
				       s.by_severity[SEV_WARNING],
				       s.by_severity[SEV_ERROR] };
	char ms[40], reason[200] = "";
	PGresult *q;
	for (int i = 0; i < 11; i++) {
		snprintf(n[i], sizeof n[i], "%llu", (unsigned long long)numbers[i]);
		v[i + 1] = n[i];
	}
	snprintf(ms, sizeof ms, "%.3f", r->elapsed_ms);
	snprintf(n[11], sizeof n[11], "%llu", (unsigned long long)r->peak_kib);
	if (s.partial)
		snprintf(reason, sizeof reason, "not everything was analysed: %llu of %llu units in full or in part",
			 (unsigned long long)s.units_analysed, (unsigned long long)s.units_total);
	strs_json(json, r->skipped.v, r->skipped.n);
	v[12] = s.partial ? "t" : "f";
	v[13] = json->s;
	v[14] = ms;
	v[15] = n[11];
	v[16] = engine_identity();
	v[17] = reason;
	q = db_query(d, e,
		     "update reviews set state = 'done', finished_at = now(), drivers = $2, units_total = $3,"
		     " units_analysed = $4, functions = $5, opaque_ops = $6, guessed_declarations = $7, findings = $8,"
		     " suppressed = $9, notes = $10, warnings = $11, errors = $12, partial = $13, skipped = $14,"
		     " elapsed_ms = $15, peak_kib = $16, engine = $17, reason = $18,"
		     " progress_done = $3::int, progress_total = $3::int where id = $1",
		     18, v);
	PQclear(q);
	buf_clear(json);
	return q != NULL;
}

static bool put_rows(struct db *d, const struct job *j, const struct review_report *r, const struct comparison *c,
		     struct buf *b, struct buf *json, struct err *e)
{
	static const struct {
		void (*rows)(const struct job *, const struct review_report *, const struct comparison *, struct buf *,
			     struct buf *);
		const char *sql;
	} tables[] = {
		{ units_rows,
		  "copy units (review_id, n, driver, path, state, reason, cplusplus, functions, ops, opaque_ops,"
		  " functions_affected,"
		  " parse_ms, peak_kib, guesses, diags) from stdin" },
		{ drivers_rows,
		  "copy drivers (review_id, n, name, project, config, framework, checked, reason, map, notes,"
		  " check_ms) from stdin" },
		{ findings_rows,
		  "copy findings (review_id, n, line, col, rule, family, severity, strength, driver, file,"
		  " function, message, identity, suppressed, body, status, on_diff) from stdin" },
		{ fixed_rows, "copy fixed_findings (review_id, n, identity, rule, file, line, message) from stdin" },
	};
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		buf_clear(b);
		tables[i].rows(j, r, c, b, json);
		if (!db_copy(d, e, tables[i].sql, b))
			return false;
	}
	return true;
}

bool results_store(struct worker *w, const struct job *j, const struct review_report *r, const struct comparison *c,
		   bool *lost, struct err *e)
{
	const char *mine[2] = { j->id, j->token }, *review[1] = { j->review };
	struct db *d = &w->db;
	struct buf b, json;
	char done[8] = "";
	bool good;
	*lost = false;
	buf_init(&b, (size_t)WORKER_RESULT_MIB << 20);
	buf_init(&json, (size_t)WORKER_RESULT_MIB << 20);
	/* Completing first takes the job's row: whoever else believes to have it waits here, and is told no. */
	good = db_do(d, e, "begin") && db_value(d, e, done, sizeof done, "select rc_job_complete($1, $2)", 2, mine);
	if (good && done[0] != 't') {
		*lost = true;
		good = err_set(e, ERR_CONFLICT, "the lease was lost");
	}
	good = good && db_value(d, e, done, sizeof done, "select rc_review_clear_results($1)", 1, review) &&
	       put_rows(d, j, r, c, &b, &json, e) && put_review(d, j, r, &json, e) &&
	       (!c || put_comparison(d, j, r, c, e)) && db_do(d, e, "commit");
	if (!good && PQstatus(d->c) == CONNECTION_OK)
		db_do(d, &(struct err){ 0 }, "rollback");
	buf_free(&b);
	buf_free(&json);
	return good;
}
