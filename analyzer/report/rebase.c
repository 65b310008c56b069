#include "report/rebase.h"

#include <jansson.h>
#include <stdlib.h>

struct rebase {
	struct arena *a;
	struct str base;
};

static struct str rebased(const struct rebase *rb, struct str path)
{
	struct str base = rb->base, rest = path;
	size_t up = 0;
	const char *dots = "";
	/* Model headers ("<wdf/wdf.h>") and nothing at all stay as they are. */
	if (path.n == 0 || path.s[0] == '<')
		return path;
	for (;;) {
		struct str b, p, btail, ptail;
		if (base.n == 0)
			break;
		str_cut(base, '/', &b, &btail);
		if (!str_cut(rest, '/', &p, &ptail) || !str_eq(b, p))
			break;
		base = btail;
		rest = ptail;
	}
	for (; base.n; up++) {
		struct str b;
		str_cut(base, '/', &b, &base);
	}
	for (; up; up--)
		dots = arena_printf(rb->a, "../%s", dots);
	return *dots ? str_from(arena_printf(rb->a, "%s" STR_FMT, dots, STR_ARG(rest))) : rest;
}

static void place(const struct rebase *rb, struct place *p)
{
	p->file = rebased(rb, p->file);
}

static void finding(const struct rebase *rb, struct finding *f)
{
	place(rb, &f->at);
	for (size_t i = 0; i < f->steps.n; i++)
		place(rb, &f->steps.v[i].at);
	for (size_t i = 0; i < f->edits.n; i++)
		place(rb, &f->edits.v[i].at);
	for (size_t i = 0; i < f->related.n; i++)
		place(rb, &f->related.v[i]);
}

static void unit(const struct rebase *rb, struct unit_report *u)
{
	u->path = rebased(rb, u->path);
	for (size_t i = 0; i < u->guesses.n; i++)
		place(rb, &u->guesses.v[i].at);
	for (size_t i = 0; i < u->diags.n; i++)
		place(rb, &u->diags.v[i].at);
}

static void json_places(const struct rebase *rb, json_t *v)
{
	const char *key;
	json_t *x;
	size_t i;
	if (json_is_array(v)) {
		json_array_foreach (v, i, x)
			json_places(rb, x);
		return;
	}
	json_object_foreach (v, key, x) {
		if (strcmp(key, "file") == 0 && json_is_string(x)) {
			struct str to = rebased(rb, (struct str){ json_string_value(x), json_string_length(x) });
			json_string_setn(x, to.s, to.n);
		} else {
			json_places(rb, x);
		}
	}
}

static void map(const struct rebase *rb, struct driver_report *d)
{
	json_error_t je;
	json_t *m = d->map_json.n ? json_loadb(d->map_json.s, d->map_json.n, 0, &je) : NULL;
	char *text;
	if (!m)
		return;
	json_places(rb, m);
	text = json_dumps(m, JSON_COMPACT);
	if (text)
		d->map_json = arena_str(rb->a, str_from(text));
	free(text);
	json_decref(m);
}

void review_rebase(struct review_report *r, struct str base)
{
	struct rebase rb = { r->a, base };
	if (base.n == 0)
		return;
	for (size_t i = 0; i < r->findings.n; i++)
		finding(&rb, &r->findings.v[i]);
	for (size_t i = 0; i < r->units.n; i++)
		unit(&rb, &r->units.v[i]);
	for (size_t i = 0; i < r->drivers.n; i++) {
		r->drivers.v[i].project = rebased(&rb, r->drivers.v[i].project);
		map(&rb, &r->drivers.v[i]);
	}
	for (size_t i = 0; i < r->skipped.n; i++)
		r->skipped.v[i] = rebased(&rb, r->skipped.v[i]);
}
