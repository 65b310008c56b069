#include "worker/compare.h"

#include "base/strtab.h"
#include "report/match.h"

/* ---- the difference as the matcher wants it ---- */

static void match_files(struct arena *a, const struct changes *c, struct match_input *in)
{
	struct match_file *v = ARENA_ARRAY(a, struct match_file, (c ? c->v.n : 0) + 1);
	size_t n = 0;
	for (size_t i = 0; c && i < c->v.n; i++) {
		const struct change *x = &c->v.v[i];
		struct match_hunk *h;
		if (x->status != 'M' && x->status != 'R')
			continue;
		h = ARENA_ARRAY(a, struct match_hunk, x->hunks.n + 1);
		for (size_t k = 0; k < x->hunks.n; k++)
			h[k] = (struct match_hunk){ x->hunks.v[k].old_at, x->hunks.v[k].old_n, x->hunks.v[k].new_at,
						    x->hunks.v[k].new_n };
		v[n++] = (struct match_file){ x->old.n ? x->old : x->path, x->path, h, x->hunks.n, x->lines };
	}
	in->files = v;
	in->n_files = n;
}

/* ---- fixed, or only not looked at? ---- */

static const struct driver_report *driver_of(const struct driver_report *v, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, name))
			return &v[i];
	return NULL;
}

static const struct unit_report *unit_of(const struct unit_report *v, size_t n, struct str driver, struct str path)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].driver, driver) && str_eq(v[i].path, path))
			return &v[i];
	return NULL;
}

static bool has(const struct driver_report *d, struct str note)
{
	for (size_t i = 0; d && i < d->notes.n; i++)
		if (str_eq(d->notes.v[i], note))
			return true;
	return false;
}

/* As well as in the baseline: checked, no unit less, nothing cut short or left out that was not then. */
static bool as_well(const struct review_report *r, const struct baseline *b, const struct driver_report *now)
{
	const struct driver_report *then = driver_of(b->drivers, b->n_drivers, now->name);
	if (!now->checked)
		return false;
	for (size_t i = 0; i < now->notes.n; i++)
		if (!has(then, now->notes.v[i]))
			return false;
	for (size_t i = 0; i < r->units.n; i++) {
		const struct unit_report *u = &r->units.v[i], *old;
		if (!str_eq(u->driver, now->name) || (u->analysed && !u->reason.n))
			continue;
		old = unit_of(b->units, b->n_units, u->driver, u->path);
		if (!u->analysed ? !old || old->analysed : !old || (old->analysed && !old->reason.n))
			return false;
	}
	return true;
}

static bool is_fixed(const struct review_report *r, const struct baseline *b, const struct changes *c,
		     const struct finding *f)
{
	const struct driver_report *now = driver_of(r->drivers.v, r->drivers.n, f->driver);
	const struct change *x = c ? changes_from(c, f->at.file) : NULL;
	return now ? as_well(r, b, now) : x && x->status == 'D';
}

/* ---- statuses ---- */

static void count(struct comparison *out, size_t n)
{
	out->fresh = out->unchanged = out->reopened = 0;
	for (size_t i = 0; i < n; i++) {
		out->fresh += out->status[i] == FINDING_NEW;
		out->unchanged += out->status[i] == FINDING_UNCHANGED;
		out->reopened += out->status[i] == FINDING_REOPENED;
	}
}

void compare(struct review_report *r, const struct baseline *b, const struct changes *c, struct comparison *out)
{
	struct match_input in = { .old_v = b->v, .n_old = b->n, .new_v = r->findings.v, .n_new = r->findings.n };
	struct match_result m;
	match_files(r->a, c, &in);
	m = match_findings(r->a, &in);
	match_carry(r->a, &in, &m, r->findings.v);
	out->status = ARENA_ARRAY(r->a, enum finding_status, r->findings.n + 1);
	out->on_diff = ARENA_ARRAY(r->a, bool, r->findings.n + 1);
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.v[i];
		const struct change *x = c ? changes_find(c, f->at.file) : NULL;
		out->status[i] = m.of_new[i] == MATCH_NONE ? FINDING_NEW : FINDING_UNCHANGED;
		out->on_diff[i] = x && x->status != 'D' && change_touches(x, f->at.line);
	}
	for (size_t i = 0; i < b->n; i++)
		if (m.of_old[i] == MATCH_NONE && !b->v[i].suppressed.n && is_fixed(r, b, c, &b->v[i]))
			*VEC_PUSH(r->a, &out->fixed) = &b->v[i];
	count(out, r->findings.n);
}

void compare_earlier(struct review_report *r, struct finding *earlier, size_t n, const struct changes *c,
		     struct comparison *out)
{
	struct finding *mine = ARENA_ARRAY(r->a, struct finding, r->findings.n + 1);
	size_t *at = ARENA_ARRAY(r->a, size_t, r->findings.n + 1), k = 0;
	struct match_input in = { .old_v = earlier, .n_old = n, .new_v = mine };
	struct match_result m;
	for (size_t i = 0; i < r->findings.n; i++) {
		if (out->status[i] != FINDING_NEW)
			continue;
		mine[k] = r->findings.v[i];
		at[k++] = i;
	}
	in.n_new = k;
	match_files(r->a, c, &in);
	m = match_findings(r->a, &in);
	match_carry(r->a, &in, &m, mine);
	for (size_t i = 0; i < k; i++)
		r->findings.v[at[i]].identity = mine[i].identity;
}

void compare_reopened(struct review_report *r, enum finding_status from, const struct str *before, size_t n,
		      struct comparison *out)
{
	struct strtab *t = strtab_new(r->a);
	for (size_t i = 0; i < n; i++)
		strtab_add(t, before[i]);
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.v[i];
		char *key = arena_printf(r->a, STR_FMT " " STR_FMT, STR_ARG(f->at.file), STR_ARG(f->identity));
		if (out->status[i] == from && strtab_find(t, str_from(key)))
			out->status[i] = FINDING_REOPENED;
	}
	count(out, r->findings.n);
}
