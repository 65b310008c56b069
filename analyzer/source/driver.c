/* What every kind of project does with a driver it found. */
#include "source/inf.h"
#include "source/path.h"
#include "source/plan_priv.h"

enum { INF_FACTS = 2000 }; /* of one driver */

size_t driver_new(struct planner *pl, struct str name, struct str project)
{
	*VEC_PUSH(pl->a, &pl->p->drivers) =
		(struct plan_driver){ .name = name, .project = project, .config = STR(""), .why_not = STR("") };
	return pl->p->drivers.n - 1;
}

struct plan_driver *driver_at(struct planner *pl, size_t i)
{
	return &pl->p->drivers.v[i];
}

struct project *project_add(struct planner *pl, struct str path, size_t driver)
{
	struct project *x = VEC_PUSH(pl->a, &pl->projects);
	*x = (struct project){ .path = path, .driver = driver, .target = STR(""), .solution = STR("") };
	return x;
}

bool project_first(struct planner *pl, const struct tree_entry *f, bool wanted, uint64_t **place)
{
	*place = map_put(pl->done, tree_number(pl->t, f));
	if (**place)
		pl->projects.v[**place - 1].wanted |= wanted;
	return !**place && pl->projects.n < PLAN_PROJECTS;
}

struct plan_unit *unit_add(struct planner *pl, struct plan_driver *d, struct str path)
{
	const struct tree_entry *f = tree_file(pl->t, path);
	const struct scan *s;
	if (!f) {
		note_add(pl, d, STR_FMT ": listed in the project, but not there", STR_ARG(path));
		return NULL;
	}
	*map_put(pl->listed, tree_number(pl->t, f)) = 1 + (uint64_t)(d - pl->p->drivers.v);
	for (size_t i = 0; i < d->units.n; i++)
		if (str_eq(d->units.v[i].path, f->path))
			return NULL;
	if (pl->units >= PLAN_UNITS) {
		note_add(pl, d, "more than %d units; the rest is left out", PLAN_UNITS);
		return NULL;
	}
	s = scan_file(pl, f);
	if (!s->text) {
		note_add(pl, d, STR_FMT "; not analysed", STR_ARG(s->why));
		return NULL;
	}
	pl->units++;
	struct plan_unit *u = VEC_PUSH(pl->a, &d->units);
	*u = (struct plan_unit){ .path = f->path, .cplusplus = path_is_cplusplus(f->path), .library = STR("") };
	return u;
}

void wpp_add(struct planner *pl, struct plan_driver *d, struct str words)
{
	struct str name = wpp_name(words);
	for (size_t i = 0; i < d->wpp.n; i++)
		if (str_eq(d->wpp.v[i].name, name))
			return;
	*VEC_PUSH(pl->a, &d->wpp) =
		(struct plan_wpp){ arena_str(pl->a, name), arena_str(pl->a, name.n < words.n ? words : STR("")) };
}

void wpp_scan_file(struct planner *pl, struct plan_driver *d, struct str path)
{
	const struct tree_entry *f = tree_file(pl->t, path);
	const struct scan *s = f ? scan_file(pl, f) : NULL;
	if (!f)
		note_add(pl, d, STR_FMT ": WPP configuration file that is not there", STR_ARG(path));
	for (size_t i = 0; s && i < s->wpp.n; i++)
		wpp_add(pl, d, s->wpp.v[i]);
}

void driver_infs_of(struct planner *pl, struct plan_driver *d, struct str folder)
{
	const struct tree_entry *dir = tree_folder(pl->t, folder);
	for (uint32_t i = 0; dir && i < dir->children; i++) {
		const struct tree_entry *f = tree_at(pl->t, dir->first_child + i);
		if (f->kind == TREE_FILE && (path_has_ext(f->path, ".inf") || path_has_ext(f->path, ".inx")))
			list_add_new(pl->a, &d->infs, f->path);
	}
}

struct inf_facts {
	struct planner *pl;
	struct plan_driver *d;
	const struct inf *inf;
	struct str file, service; /* the framework's service; empty = whichever there is */
};

static void fact_add(struct inf_facts *x, enum plan_fact_kind kind, unsigned line, struct str name, struct str value)
{
	if (x->d->facts.n < INF_FACTS)
		*VEC_PUSH(x->pl->a, &x->d->facts) = (struct plan_fact){ .kind = kind,
									.file = x->file,
									.line = line,
									.name = arena_str(x->pl->a, name),
									.value = arena_str(x->pl->a, value) };
}

static bool fact_of_value(void *arg, const struct inf_reg *r)
{
	unsigned long long flags = 0;
	/* FLG_ADDREG_DELVAL: the line takes the value away. */
	if (r->name.n && !(str_to_u64(r->flags, &flags) && flags & 4))
		fact_add(arg, PLAN_WDF, r->line, r->name, r->value);
	return true;
}

static bool facts_of_service(void *arg, const struct inf_service *s)
{
	struct inf_facts *x = arg;
	if (x->service.n && !str_eq_nocase(x->service, s->name))
		return true;
	fact_add(x, PLAN_SERVICE, s->line, s->name, STR(""));
	inf_each_wdf_value(x->inf, s, fact_of_value, x);
	return true;
}

/* The version an INF installs is the one the driver was built for; the project's own word comes first. */
static void read_infs(struct planner *pl, struct plan_driver *d)
{
	for (size_t i = 0; i < d->infs.n; i++) {
		const struct tree_entry *f = tree_file(pl->t, d->infs.v[i]);
		struct str text;
		struct err e;
		struct inf_wdf w;
		if (!f)
			continue;
		if (!tree_text(pl->t, pl->a, f, PLAN_XML_MAX, &text, &e)) {
			note_add(pl, d, STR_FMT ": cannot be read as an INF file", STR_ARG(f->path));
			continue;
		}
		struct inf *inf = inf_parse(pl->a, text);
		w = inf_wdf(inf);
		if (w.kmdf) {
			struct inf_facts x = { pl, d, inf, f->path, w.service };
			inf_each_service(inf, facts_of_service, &x);
		}
		if (d->framework == PLAN_WDM && d->framework_guessed && w.kmdf)
			d->framework = PLAN_KMDF;
		if (d->framework == PLAN_KMDF && !d->fw_major && w.kmdf_major) {
			d->fw_major = w.kmdf_major;
			d->fw_minor = w.kmdf_minor;
		}
		if (d->framework == PLAN_UMDF && !d->fw_major && w.umdf_major) {
			d->fw_major = w.umdf_major;
			d->fw_minor = w.umdf_minor;
		}
	}
}

static void generated_tmh(struct planner *pl, struct plan_driver *d, const struct closure *c)
{
	for (size_t i = 0; i < c->missing.n; i++)
		if (path_has_ext(c->missing.v[i], ".tmh"))
			list_add_new(pl->a, &d->generated, c->missing.v[i]);
}

void driver_finish(struct planner *pl, struct plan_driver *d, bool wpp_on)
{
	struct closure c;
	closure_make(pl, d, &c);
	if (d->framework_guessed && d->framework == PLAN_WDM && c.wdf)
		d->framework = c.windows ? PLAN_UMDF : PLAN_KMDF;
	read_infs(pl, d);
	generated_tmh(pl, d, &c);
	/* Sources that include their .tmh were made for WPP, whatever the project file says. */
	if (!wpp_on && !c.tmh)
		return;
	wpp_add(pl, d, STR("DoTraceMessage"));
	for (size_t i = 0; i < c.wpp.n; i++)
		wpp_add(pl, d, c.wpp.v[i]);
}
