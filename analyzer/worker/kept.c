#include "worker/kept.h"

#include "base/strtab.h"
#include "engine_key.h"
#include "git/git.h"
#include "report/finding_json.h"
#include "report/writers.h"

#include <stdio.h>

const char *engine_identity(void)
{
	return RINGCHECK_VERSION "+" ENGINE_KEY;
}

/* Files of the base that the head does not have by that name. */
static struct str gone(const struct change *x)
{
	struct str path = x->status == 'D' ? x->path : x->old;
	return git_matters(path) ? path : STR("");
}

/* ---- what is kept ---- */

static const struct driver_report *driver_in(const struct review_report *r, struct str name)
{
	for (size_t i = 0; i < r->drivers.n; i++)
		if (str_eq(r->drivers.v[i].name, name))
			return &r->drivers.v[i];
	return NULL;
}

static void units_of(struct jsonw *w, const struct review_report *base, struct str driver)
{
	jsonw_key(w, "units");
	jsonw_arr(w);
	for (size_t i = 0; i < base->units.n; i++) {
		const struct unit_report *u = &base->units.v[i];
		if (!str_eq(u->driver, driver) || (u->analysed && !u->reason.n))
			continue;
		jsonw_obj(w);
		jsonw_kstr(w, "path", u->path);
		jsonw_kbool(w, "analysed", u->analysed);
		jsonw_kstr(w, "reason", u->reason);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void driver_row(struct jsonw *w, const struct review_report *base, struct str name)
{
	const struct driver_report *d = driver_in(base, name);
	/* What could not be checked is tried again next time. */
	if (d && !d->checked)
		return;
	jsonw_obj(w);
	jsonw_kz(w, "kind", "driver");
	jsonw_kstr(w, "name", name);
	if (d) {
		jsonw_key(w, "body");
		jsonw_obj(w);
		jsonw_key(w, "notes");
		jsonw_arr(w);
		for (size_t i = 0; i < d->notes.n; i++)
			jsonw_str(w, d->notes.v[i]);
		jsonw_end(w);
		units_of(w, base, name);
		jsonw_key(w, "findings");
		jsonw_arr(w);
		for (size_t i = 0; i < base->findings.n; i++)
			if (str_eq(base->findings.v[i].driver, name))
				finding_write(w, &base->findings.v[i]);
		jsonw_end(w);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void path_row(struct jsonw *w, struct str path)
{
	if (!path.n)
		return;
	jsonw_obj(w);
	jsonw_kz(w, "kind", "path");
	jsonw_kstr(w, "name", path);
	jsonw_end(w);
}

bool kept_put(struct worker *w, const struct kept_key *k, const struct review_report *base, struct err *e)
{
	char days[12];
	const char *v[6] = { k->project, k->commit, engine_identity(), k->review, NULL, days };
	struct jsonw j;
	struct buf b;
	PGresult *r = NULL;
	bool full;
	buf_init(&b, (size_t)KEPT_MIB << 20);
	jsonw_init(&j, &b);
	jsonw_arr(&j);
	for (size_t i = 0; i < k->r->drivers.n; i++)
		driver_row(&j, base, k->r->drivers.v[i].name);
	for (size_t i = 0; i < base->drivers.n; i++)
		if (!driver_in(k->r, base->drivers.v[i].name))
			driver_row(&j, base, base->drivers.v[i].name);
	for (size_t i = 0; i < k->changes->v.n; i++)
		path_row(&j, gone(&k->changes->v.v[i]));
	jsonw_end(&j);
	v[4] = b.s;
	snprintf(days, sizeof days, "%d", (int)KEPT_DAYS);
	full = b.full;
	if (!full)
		r = db_query(
			&w->db, e,
			"with old as (delete from baselines where project_id = $1 and kept_at < now() - $6 * interval '1 day')"
			" insert into baselines (project_id, commit_sha, engine, options, kind, name, body)"
			" select distinct on (x->>'kind', x->>'name') $1::bigint, $2::text, $3::text,"
			"  (select options from reviews where id = $4), x->>'kind', x->>'name', x->'body'"
			" from jsonb_array_elements($5::jsonb) x"
			" on conflict (project_id, commit_sha, engine, options, kind, name)"
			" do update set body = excluded.body, kept_at = now()",
			6, v);
	buf_free(&b);
	PQclear(r);
	/* More than is kept: the base is analysed again. */
	return full || r != NULL;
}

/* ---- asking for it ---- */

#define OF_KEY                                                                                \
	" from baselines b%s where b.project_id = $1 and b.commit_sha = $2 and b.engine = $3" \
	" and b.options = (select options from reviews where id = $4)"

static PGresult *rows(struct worker *w, struct arena *a, const struct kept_key *k, const char *columns,
		      const char *join, const char *more, const char *names, struct err *e)
{
	const char *v[5] = { k->project, k->commit, engine_identity(), k->review, names };
	return db_query(&w->db, e, arena_printf(a, "select %s" OF_KEY "%s", columns, join, more), names ? 5 : 4, v);
}

/* Is every driver and path that is asked for among them? */
static bool covered(struct arena *a, const struct kept_key *k, const PGresult *r)
{
	struct strtab *drivers = strtab_new(a), *paths = strtab_new(a);
	for (int i = 0; i < PQntuples(r); i++)
		strtab_add(PQgetvalue(r, i, 0)[0] == 'd' ? drivers : paths,
			   arena_str(a, str_from(PQgetvalue(r, i, 1))));
	for (size_t i = 0; i < k->r->drivers.n; i++)
		if (!strtab_find(drivers, k->r->drivers.v[i].name))
			return false;
	for (size_t i = 0; i < k->changes->v.n; i++) {
		struct str path = gone(&k->changes->v.v[i]);
		if (path.n && !strtab_find(paths, path))
			return false;
	}
	return true;
}

static bool take_drivers(struct arena *a, const PGresult *r, struct baseline *b)
{
	struct driver_report *d = ARENA_ARRAY(a, struct driver_report, (size_t)PQntuples(r) + 1);
	size_t n = 0;
	for (int i = 0; i < PQntuples(r); i++) {
		struct str notes = arena_str(a, str_from(PQgetvalue(r, i, 3))), note;
		if (PQgetvalue(r, i, 2)[0] == 't')
			continue;
		d[n] = (struct driver_report){ .name = arena_str(a, str_from(PQgetvalue(r, i, 1))), .checked = true };
		while (notes.n) {
			if (!str_cut(notes, '\n', &note, &notes))
				notes = STR("");
			*VEC_PUSH(a, &d[n].notes) = note;
		}
		n++;
	}
	b->drivers = d;
	b->n_drivers = n;
	return true;
}

static bool take_units(struct worker *w, struct arena *a, const struct kept_key *k, struct baseline *b, struct err *e)
{
	PGresult *r = rows(w, a, k, "b.name, u->>'path', u->>'analysed', u->>'reason'",
			   ", jsonb_array_elements(b.body->'units') u", "", NULL, e);
	int n = r ? PQntuples(r) : 0;
	struct unit_report *u = ARENA_ARRAY(a, struct unit_report, (size_t)n + 1);
	for (int i = 0; i < n; i++)
		u[i] = (struct unit_report){ .driver = arena_str(a, str_from(PQgetvalue(r, i, 0))),
					     .path = arena_str(a, str_from(PQgetvalue(r, i, 1))),
					     .analysed = PQgetvalue(r, i, 2)[0] == 't',
					     .reason = arena_str(a, str_from(PQgetvalue(r, i, 3))) };
	PQclear(r);
	b->units = u;
	b->n_units = (size_t)n;
	return r != NULL;
}

/* Of the drivers that were analysed now, and of files that the change deletes. */
static bool take_findings(struct worker *w, struct arena *a, const struct kept_key *k, struct baseline *b,
			  struct err *e)
{
	struct buf names;
	struct jsonw j;
	PGresult *r;
	struct finding *v;
	bool good;
	int n;
	buf_init(&names, (size_t)KEPT_MIB << 20);
	jsonw_init(&j, &names);
	jsonw_arr(&j);
	for (size_t i = 0; i < k->r->drivers.n; i++)
		jsonw_str(&j, k->r->drivers.v[i].name);
	for (size_t i = 0; i < k->changes->v.n; i++)
		if (k->changes->v.v[i].status == 'D')
			jsonw_str(&j, k->changes->v.v[i].path);
	jsonw_end(&j);
	r = rows(w, a, k, "f::text", ", jsonb_array_elements(b.body->'findings') f",
		 " and ($5::jsonb ? b.name or $5::jsonb ? (f->'at'->>'file')) order by b.name", names.s, e);
	buf_free(&names);
	n = r ? PQntuples(r) : 0;
	v = ARENA_ARRAY(a, struct finding, (size_t)n + 1);
	good = r != NULL;
	for (int i = 0; good && i < n; i++)
		good = finding_read(a, arena_str(a, str_from(PQgetvalue(r, i, 0))), &v[i], e);
	PQclear(r);
	b->v = v;
	b->n = (size_t)n;
	return good;
}

bool kept_find(struct worker *w, struct arena *a, const struct kept_key *k, struct baseline *b, bool *found,
	       struct err *e)
{
	PGresult *r =
		rows(w, a, k,
		     "b.kind, b.name, b.kind <> 'driver' or b.body is null,"
		     " coalesce((select string_agg(x, E'\\n') from jsonb_array_elements_text(b.body->'notes') x), '')",
		     "", "", NULL, e);
	*found = r && covered(a, k, r);
	if (*found)
		take_drivers(a, r, b);
	PQclear(r);
	if (!r || !*found)
		return r != NULL;
	return take_units(w, a, k, b, e) && take_findings(w, a, k, b, e);
}
