/*
 * The review of a project's commit: fetched, the drivers that its change can affect analysed, compared with
 * what it is compared with, stored with statuses in one transaction with the job's end.
 *
 * A pull request is compared with the best common ancestor of its head and its target; the findings there come from a finished
 * review of exactly that commit by the same engine with the same options, from what an earlier job kept, otherwise from an
 * analysis in this job. A branch is reviewed completely (it is what pull requests are compared with) and compared with its last
 * finished review. A commit alone is compared with the commit that was named, or with where it left the default branch; one that is
 * part of that branch with nothing.
 */
#include "worker/compare.h"
#include "worker/forges.h"
#include "worker/kept.h"
#include "worker/source.h"

#include "base/strtab.h"
#include "report/finding_json.h"
#include "report/writers.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct commit {
	struct worker *w;
	struct arena *a;
	struct job *j;
	struct project p;
	struct source s;
	struct source_want want;
	struct engine_ask ask;
	struct review_report *r;
	struct comparison out;
	char project[24], pull[24],
		earlier[24]; /* ids; earlier: the review it is compared with, or this pull request's last */
	struct str branch, earlier_sha;
	bool alone;   /* neither a pull request's nor a branch's */
	bool foreign; /* the base may be a stranger's, as the head of a commit alone may be */
	struct plan_changed changed;
};

/* ---- what to review ---- */

static struct str cell(struct arena *a, const PGresult *r, int col)
{
	return arena_str(a, (struct str){ PQgetvalue(r, 0, col), (size_t)PQgetlength(r, 0, col) });
}

static bool load(struct commit *c, struct err *e)
{
	const char *v[1] = { c->j->review };
	PGresult *r =
		db_query(&c->w->db, e,
			 "select r.project_id, coalesce(r.pull_id::text, ''), coalesce(r.branch, ''), r.commit_sha,"
			 " coalesce(p.number, 0), coalesce(p.fork, false), coalesce(p.head_clone_url, ''),"
			 " coalesce(p.head_ref, ''), coalesce(p.base_ref, j.default_branch),"
			 " coalesce(nullif(p.base, ''), case when r.base_given then r.base_sha end, b.head, ''),"
			 " coalesce(x.id::text, ''), coalesce(x.commit_sha, ''), r.base_given"
			 " from reviews r join projects j on j.id = r.project_id left join pulls p on p.id = r.pull_id"
			 " left join branches b on b.project_id = r.project_id and not b.deleted"
			 "  and b.name = coalesce(p.base_ref, nullif(j.default_branch, ''))"
			 " left join lateral (select id, commit_sha from reviews x where x.project_id = r.project_id"
			 "   and x.pull_id is not distinct from r.pull_id and x.branch is not distinct from r.branch"
			 "   and (x.pull_id is not null or x.branch is not null)"
			 "   and x.state = 'done' and x.id < r.id order by x.id desc limit 1) x on true"
			 " where r.id = $1 and r.project_id is not null and r.commit_sha is not null",
			 1, v);
	if (!r)
		return false;
	if (PQntuples(r) != 1) {
		PQclear(r);
		return err_set(e, ERR_NOT_FOUND, "the review is gone, or belongs to no project");
	}
	snprintf(c->project, sizeof c->project, "%s", PQgetvalue(r, 0, 0));
	snprintf(c->pull, sizeof c->pull, "%s", PQgetvalue(r, 0, 1));
	c->branch = cell(c->a, r, 2);
	c->want.head = cell(c->a, r, 3);
	c->want.pull = strtoull(PQgetvalue(r, 0, 4), NULL, 10);
	c->want.fork = PQgetvalue(r, 0, 5)[0] == 't';
	c->want.fork_url = cell(c->a, r, 6);
	c->want.head_ref = c->pull[0] ? cell(c->a, r, 7) : c->branch;
	c->want.base_ref = cell(c->a, r, 8);
	c->want.base = cell(c->a, r, 9);
	snprintf(c->earlier, sizeof c->earlier, "%s", PQgetvalue(r, 0, 10));
	c->earlier_sha = cell(c->a, r, 11);
	c->foreign = PQgetvalue(r, 0, 12)[0] == 't';
	PQclear(r);
	c->alone = !c->pull[0] && !c->branch.n;
	c->want.common = !c->branch.n && !c->foreign;
	c->want.apart = c->alone && c->want.common;
	if (c->branch.n) {
		c->want.base = c->earlier_sha;
		c->want.base_ref = STR("");
		c->want.base_may_miss = true;
	} else if (c->pull[0] && !c->want.base.n) {
		return err_set(e, ERR_NOT_FOUND, "the head of the target branch " STR_FMT " is not known",
			       STR_ARG(c->want.base_ref));
	}
	return true;
}

/* The forge shows that somebody is at it. */
static bool say_pending(struct commit *c, struct err *e)
{
	const char *v[4] = { c->j->review, "unpacking", "0", "0" };
	char word[8];
	return db_value(&c->w->db, e, word, sizeof word, "select rc_review_progress($1, $2, $3, $4)", 4, v) &&
	       (!c->pull[0] || job_publish(&c->w->db, c->pull, e));
}

/* ---- the affected drivers ---- */

static void add_path(struct plan_change *v, size_t *n, struct str path, bool moved)
{
	v[(*n)++] = (struct plan_change){ path, moved };
}

static void changed_paths(struct commit *c)
{
	const struct changes *x = &c->s.changes;
	struct plan_change *v = ARENA_ARRAY(c->a, struct plan_change, 2 * x->v.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < x->v.n; i++) {
		const struct change *f = &x->v.v[i];
		if (!git_matters(f->path) && !(f->old.n && git_matters(f->old)))
			continue;
		add_path(v, &n, f->path, f->status != 'M');
		if (f->old.n)
			add_path(v, &n, f->old, true);
	}
	c->changed = (struct plan_changed){ .v = v, .n = n };
	/* A list that was cut says nothing of the rest: then everything counts. */
	c->ask.changed = !c->branch.n && c->s.compared && !x->cut ? &c->changed : NULL;
}

static bool analyse(struct commit *c, struct err *e)
{
	struct review_report *r = c->r;
	if (!fetch_input(c->w, c->a, c->j, NULL, &c->ask, e))
		return false;
	changed_paths(c);
	c->ask.root = c->s.tree;
	/* A stranger's sources may use what is kept, but leave nothing. */
	c->ask.units_dir = c->s.tree_units;
	c->ask.units_only_read = c->want.fork || c->alone;
	if (!engine_run(c->w, c->a, c->j, &c->ask, r, e))
		return false;
	for (size_t i = 0; i < c->s.notes.n; i++)
		*VEC_PUSH(c->a, &r->skipped) = c->s.notes.v[i];
	return true;
}

/* ---- findings that are stored ---- */

static bool take_findings(struct commit *c, PGresult *r, struct baseline *b, struct err *e)
{
	int n = r ? PQntuples(r) : 0;
	struct finding *v = ARENA_ARRAY(c->a, struct finding, (size_t)n + 1);
	bool good = r != NULL;
	for (int i = 0; good && i < n; i++)
		good = finding_read(c->a, (struct str){ PQgetvalue(r, i, 0), (size_t)PQgetlength(r, i, 0) }, &v[i], e);
	PQclear(r);
	b->v = v;
	b->n = (size_t)n;
	return good;
}

#define FINDING_OF_ROW                                                                                             \
	"jsonb_build_object('rule', rule, 'driver', driver, 'message', message, 'identity', identity, 'severity'," \
	" severity, 'strength', strength, 'suppressed', suppressed, 'fact', coalesce(body->'fact', '\"\"'), 'at'," \
	" jsonb_build_object('file', file, 'line', line, 'column', col, 'function', function))"                    \
	" || case when body ? 'statement' then jsonb_build_object('statement', body->'statement') else '{}' end"

static bool stored_drivers(struct commit *c, const char *review, struct baseline *b, struct err *e)
{
	const char *v[1] = { review };
	PGresult *r = db_query(&c->w->db, e,
			       "select name, checked, coalesce((select string_agg(x, E'\\n') from"
			       " jsonb_array_elements_text(notes) x), '') from drivers where review_id = $1",
			       1, v);
	struct driver_report *d;
	int n = r ? PQntuples(r) : 0;
	d = ARENA_ARRAY(c->a, struct driver_report, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		struct str notes = arena_str(c->a, str_from(PQgetvalue(r, i, 2))), note;
		d[i].name = arena_str(c->a, str_from(PQgetvalue(r, i, 0)));
		d[i].checked = PQgetvalue(r, i, 1)[0] == 't';
		while (notes.n) {
			if (!str_cut(notes, '\n', &note, &notes))
				notes = STR("");
			*VEC_PUSH(c->a, &d[i].notes) = note;
		}
	}
	PQclear(r);
	b->drivers = d;
	b->n_drivers = (size_t)n;
	return r != NULL;
}

static bool stored_units(struct commit *c, const char *review, struct baseline *b, struct err *e)
{
	const char *v[1] = { review };
	PGresult *r = db_query(&c->w->db, e,
			       "select driver, path, state, reason from units where review_id = $1 and"
			       " (state <> 'analysed' or reason <> '')",
			       1, v);
	struct unit_report *u;
	int n = r ? PQntuples(r) : 0;
	u = ARENA_ARRAY(c->a, struct unit_report, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		u[i].driver = arena_str(c->a, str_from(PQgetvalue(r, i, 0)));
		u[i].path = arena_str(c->a, str_from(PQgetvalue(r, i, 1)));
		u[i].analysed = strcmp(PQgetvalue(r, i, 2), "analysed") == 0;
		u[i].reason = arena_str(c->a, str_from(PQgetvalue(r, i, 3)));
	}
	PQclear(r);
	b->units = u;
	b->n_units = (size_t)n;
	return r != NULL;
}

/* Of the drivers that were analysed now, and of files that the change deletes. */
static bool stored(struct commit *c, const char *review, struct baseline *b, struct err *e)
{
	struct buf names;
	struct jsonw w;
	const char *v[2] = { review, NULL };
	bool good;
	buf_init(&names, 64 << 20);
	jsonw_init(&w, &names);
	jsonw_arr(&w);
	for (size_t i = 0; i < c->r->drivers.n; i++)
		jsonw_str(&w, c->r->drivers.v[i].name);
	for (size_t i = 0; i < c->s.changes.v.n; i++)
		if (c->s.changes.v.v[i].status == 'D')
			jsonw_str(&w, c->s.changes.v.v[i].path);
	jsonw_end(&w);
	v[1] = names.s;
	good = take_findings(c,
			     db_query(&c->w->db, e,
				      "select " FINDING_OF_ROW
				      " from findings where review_id = $1 and ($2::jsonb ? driver"
				      " or $2::jsonb ? file) order by n",
				      2, v),
			     b, e) &&
	       stored_drivers(c, review, b, e) && stored_units(c, review, b, e);
	buf_free(&names);
	return good;
}

/* ---- the baseline ---- */

static bool same_commit(struct commit *c, char review[24], struct err *e)
{
	const char *v[4] = { c->project, c->s.base.s, engine_identity(), c->j->review };
	return db_value(&c->w->db, e, review, 24,
			"select r.id from reviews r where r.project_id = $1 and r.commit_sha = $2 and r.state = 'done'"
			" and r.engine = $3 and r.branch is not null and r.unaffected = 0"
			" and r.options = (select options from reviews where id = $4) order by r.id desc limit 1",
			4, v);
}

static bool analyse_base(struct commit *c, const struct kept_key *key, struct baseline *b, struct err *e)
{
	struct review_report *base = ARENA_NEW(c->a, struct review_report);
	struct str *names = ARENA_ARRAY(c->a, struct str, c->r->drivers.n + 1);
	struct engine_ask ask = c->ask;
	struct plan_changed changed = c->changed;
	for (size_t i = 0; i < c->r->drivers.n; i++)
		names[i] = c->r->drivers.v[i].name;
	changed.drivers = names;
	changed.n_drivers = c->r->drivers.n;
	ask.changed = c->ask.changed ? &changed : NULL;
	ask.quiet = true;
	ask.units_only_read = c->foreign; /* otherwise these sources are the project's own */
	if (!source_turn(&c->s, c->s.base, e) || !engine_run(c->w, c->a, c->j, &ask, base, e))
		return err_wrap(e, "the commit it is compared with");
	c->s.turned = true;
	if (ask.changed && !kept_put(c->w, key, base, e))
		return false;
	*b = (struct baseline){ base->findings.v, base->findings.n, base->drivers.v,
				base->drivers.n,  base->units.v,    base->units.n };
	return true;
}

static bool baseline(struct commit *c, struct baseline *b, struct err *e)
{
	char review[24] = "";
	struct kept_key key = { .project = c->project, .commit = c->s.base.s, .review = c->j->review };
	bool found;
	*b = (struct baseline){ 0 };
	if (c->branch.n)
		return stored(c, c->earlier, b, e);
	if (!c->s.base.n || c->r->drivers.n == 0)
		return true;
	if (!same_commit(c, review, e))
		return false;
	if (review[0])
		return stored(c, review, b, e);
	key.r = c->r;
	key.changes = &c->s.changes;
	if (!kept_find(c->w, c->a, &key, b, &found, e))
		return false;
	return found || analyse_base(c, &key, b, e);
}

/* ---- earlier reviews of the same pull request ---- */

static bool known(const struct strtab *t, struct str s)
{
	return strtab_find(t, s) != 0;
}

/* A finding that is new to the target keeps its identity through the pushes of its pull request. */
static bool carry_earlier(struct commit *c, struct err *e)
{
	const char *v[1] = { c->earlier };
	struct strtab *now = strtab_new(c->a);
	struct changes changes = { 0 };
	struct baseline b = { 0 };
	struct finding *left;
	size_t n = 0;
	if (!c->pull[0] || !c->earlier[0] || !c->out.fresh)
		return true;
	if (!take_findings(c,
			   db_query(&c->w->db, e,
				    "select " FINDING_OF_ROW " from findings where review_id = $1 and status in"
				    " ('new', 'reopened') order by n",
				    1, v),
			   &b, e))
		return false;
	for (size_t i = 0; i < c->r->findings.n; i++)
		strtab_add(now, c->r->findings.v[i].identity);
	left = ARENA_ARRAY(c->a, struct finding, b.n + 1);
	for (size_t i = 0; i < b.n; i++)
		if (!known(now, b.v[i].identity))
			left[n++] = b.v[i];
	if (n)
		compare_earlier(c->r, left, n,
				source_changes(&c->s, c->earlier_sha, c->want.head, &changes) ? &changes : NULL,
				&c->out);
	return true;
}

/*
 * Was it there and gone before? In this pull request: an earlier review had it, a later one did not, although it looked. In the
 * branch (or the target branch): a review said that it is fixed. What an earlier push of this pull request fixed and a later one
 * brought back is reopened too, although the target has it all the time.
 */
static bool reopened(struct commit *c, struct err *e)
{
	const char *v[5] = { c->project, c->pull[0] ? c->pull : NULL, c->branch.n ? c->branch.s : c->want.base_ref.s,
			     c->j->review };
	PGresult *r;
	struct str *ids, *mine;
	size_t n_mine = 0;
	int n;
	if (!c->out.fresh && !(c->pull[0] && c->out.unchanged))
		return true;
	r = db_query(
		&c->w->db, e,
		"select x.file || ' ' || x.identity, r.pull_id is not null and r.pull_id = $2 from fixed_findings x join reviews r on r.id = x.review_id"
		" where r.project_id = $1 and r.state = 'done' and r.id < $4 and (r.pull_id = $2 or r.branch = $3)"
		" union select x.file || ' ' || x.identity, false from findings x join reviews r on r.id = x.review_id"
		" where r.pull_id = $2 and r.state = 'done' and r.id < $4 and exists (select from reviews l"
		"  where l.pull_id = $2 and l.state = 'done' and l.id > r.id and l.id < $4 and l.base_sha is not null"
		"  and exists (select from drivers d where d.review_id = l.id and d.name = x.driver and d.checked)"
		"  and not exists (select from units u where u.review_id = l.id and u.driver = x.driver and"
		"   u.state = 'not_analysed')"
		"  and not exists (select from findings y where y.review_id = l.id and y.identity = x.identity))",
		4, v);
	if (!r)
		return false;
	n = PQntuples(r);
	ids = ARENA_ARRAY(c->a, struct str, (size_t)n + 1);
	mine = ARENA_ARRAY(c->a, struct str, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		ids[i] = arena_str(c->a, str_from(PQgetvalue(r, i, 0)));
		if (PQgetvalue(r, i, 1)[0] == 't')
			mine[n_mine++] = ids[i];
	}
	PQclear(r);
	compare_reopened(c->r, FINDING_NEW, ids, (size_t)n, &c->out);
	compare_reopened(c->r, FINDING_UNCHANGED, mine, n_mine, &c->out);
	return true;
}

static bool against(struct commit *c, struct err *e)
{
	struct baseline b;
	struct buf json;
	c->out.pull = c->pull[0] ? c->pull : NULL;
	if (c->s.compared) {
		buf_init(&json, 64 << 20);
		changes_json(&c->s.changes, &json);
		c->out.changes = json.full ? STR("[{\"cut\":true}]") : arena_str(c->a, buf_view(&json));
		buf_free(&json);
		c->out.base_sha = c->s.base.s;
	}
	if (c->r->drivers.n == 0 && !c->branch.n)
		c->out.reason = c->r->unaffected ? STR("no driver is affected by this change")
						 : STR("there is no driver source in this commit");
	if (c->alone ? !c->s.compared : c->branch.n && !c->earlier[0])
		return true;
	if (!baseline(c, &b, e))
		return false;
	compare(c->r, &b, c->s.compared ? &c->s.changes : NULL, &c->out);
	return carry_earlier(c, e) && reopened(c, e);
}

/* ---- what the page shows ---- */

struct shown {
	struct arena *a;
	struct strtab *seen;
	VEC(struct str) v;
};

static void show(struct shown *x, struct str path)
{
	if (!path.n || path.s[0] == '<' || known(x->seen, path))
		return;
	strtab_add(x->seen, path);
	*VEC_PUSH(x->a, &x->v) = path;
}

/* Sources that were analysed, whatever a finding points to, and what the change touches. */
static bool keep_sources(struct commit *c, struct err *e)
{
	struct shown x = { .a = c->a, .seen = strtab_new(c->a) };
	const struct review_report *r = c->r;
	for (size_t i = 0; i < r->units.n; i++) {
		show(&x, r->units.v[i].path);
		for (size_t k = 0; k < r->units.v[i].diags.n; k++)
			show(&x, r->units.v[i].diags.v[k].at.file);
	}
	for (size_t i = 0; i < r->drivers.n; i++)
		show(&x, r->drivers.v[i].project);
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.v[i];
		show(&x, f->at.file);
		for (size_t k = 0; k < f->steps.n; k++)
			show(&x, f->steps.v[k].at.file);
		for (size_t k = 0; k < f->related.n; k++)
			show(&x, f->related.v[k].file);
	}
	for (size_t i = 0; i < c->s.changes.v.n; i++)
		if (c->s.changes.v.v[i].file && git_matters(c->s.changes.v.v[i].path))
			show(&x, c->s.changes.v.v[i].path);
	/* The tree may hold the baseline by now. */
	return (!c->s.turned || source_turn(&c->s, c->want.head, e)) &&
	       sources_pick(c->w, c->a, c->j, c->s.tree, x.v.v, x.v.n, e);
}

/* ---- */

enum phase { FETCHED, ANALYSED, COMPARED, KEPT, STORED, PHASES };

/* Where the time goes: on the clock, and of the processors (children included). */
struct clock {
	uint64_t wall_ns, cpu_us;
	double wall[PHASES], cpu[PHASES];
};

static uint64_t cpu_us(int who)
{
	struct rusage u;
	if (getrusage(who, &u) != 0)
		return 0;
	return (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000u +
	       (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static bool over(struct clock *t, enum phase p, bool good)
{
	uint64_t now = sandbox_now_ns(), cpu = cpu_us(RUSAGE_SELF) + cpu_us(RUSAGE_CHILDREN);
	if (p < PHASES) {
		t->wall[p] = (double)(now - t->wall_ns) / 1e6;
		t->cpu[p] = (double)(cpu - t->cpu_us) / 1e3;
	}
	t->wall_ns = now;
	t->cpu_us = cpu;
	return good;
}

static bool review(struct commit *c, struct err *e)
{
	struct clock t = { 0 };
	bool good = over(&t, PHASES, say_pending(c, e)) &&
		    over(&t, FETCHED, source_open(&c->s, c->w, c->a, c->j, &c->p, &c->want, e)) &&
		    over(&t, ANALYSED, analyse(c, e)) && over(&t, COMPARED, against(c, e)) &&
		    over(&t, KEPT, keep_sources(c, e)) && over(&t, STORED, job_store(c->w, c->j, c->r, &c->out, e));
	if (good)
		log_info(
			"job %s: commit %.12s: %zu drivers, %zu left out; ms (of processors): fetched %.0f (%.0f), analysed "
			"%.0f (%.0f), compared %.0f (%.0f), sources kept %.0f (%.0f), stored %.0f (%.0f)",
			c->j->id, c->want.head.s, c->r->drivers.n, c->r->unaffected, t.wall[0], t.cpu[0], t.wall[1],
			t.cpu[1], t.wall[2], t.cpu[2], t.wall[3], t.cpu[3], t.wall[4], t.cpu[4]);
	return good;
}

bool commit_review(struct worker *w, struct arena *a, struct job *j, struct review_report *r, struct err *e)
{
	struct commit c = { .w = w, .a = a, .j = j, .r = r, .s = { .tree_lock = -1 }, .out = { .reason = STR("") } };
	bool good = false;
	if (load(&c, e) && project_load(w, a, c.project, &c.p, e)) {
		good = review(&c, e);
		source_close(&c.s);
		/* A plain git server has nothing but this to be well or not. */
		if (good ? str_is(c.p.kind, "git") : e->code == ERR_DENIED)
			project_health(w, c.p.id, good ? "" : e->text);
		project_wipe(&c.p);
	}
	return good;
}
