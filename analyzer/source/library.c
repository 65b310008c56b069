/* Static libraries of driver code are reviewed inside the drivers that link them. */
#include "source/path.h"
#include "source/plan_priv.h"

enum { LIBRARY_DEPTH = 8 };

static struct project *project_of(struct planner *pl, struct str path)
{
	for (size_t i = 0; i < pl->projects.n; i++)
		if (str_eq(pl->projects.v[i].path, path))
			return &pl->projects.v[i];
	return NULL;
}

static bool compiled_for_driver(const struct planner *pl, const struct project *p)
{
	return pl->p->drivers.v[p->driver].driver || (p->library && p->kernel);
}

void libraries_find(struct planner *pl)
{
	/* The list grows while it is read: what a library references is looked at in its turn. */
	for (size_t i = 0; i < pl->projects.n; i++) {
		struct project p = pl->projects.v[i];
		if (!compiled_for_driver(pl, &p))
			continue;
		for (size_t k = 0; k < p.refs.n; k++) {
			const struct tree_entry *f = tree_file(pl->t, p.refs.v[k]);
			if (f && path_has_ext(f->path, ".vcxproj"))
				vcxproj_plan(pl, f, false);
		}
		for (size_t s = 0; p.wanted && p.libs.n && s < pl->solutions.n; s++)
			for (size_t k = 0;
			     str_eq(pl->solutions.v[s].path, p.solution) && k < pl->solutions.v[s].projects.n; k++)
				vcxproj_plan(pl, tree_file(pl->t, pl->solutions.v[s].projects.v[k].project), false);
	}
}

/* The library a driver means by "name.lib": of its own solution, else the nearest. NULL = one of the kit's. */
static struct project *library_named(struct planner *pl, const struct project *user, struct str name)
{
	struct project *best = NULL;
	bool umdf = driver_at(pl, user->driver)->framework == PLAN_UMDF;
	size_t best_score = 0;
	for (size_t i = 0; i < pl->projects.n; i++) {
		struct project *p = &pl->projects.v[i];
		size_t score;
		if (!p->library || !p->kernel || p == user || !str_eq_nocase(p->target, name) ||
		    umdf != (driver_at(pl, p->driver)->framework == PLAN_UMDF))
			continue;
		score = 1 + path_common(path_dir(p->path), path_dir(user->path));
		score += p->solution.n && str_eq(p->solution, user->solution) ? 1000 : 0;
		if (score > best_score) {
			best_score = score;
			best = p;
		}
	}
	/* Another solution's library must at least be a neighbour. */
	return best_score > 1 ? best : NULL;
}

static void take_units(struct planner *pl, struct plan_driver *d, struct project *lib)
{
	struct plan_driver *from = driver_at(pl, lib->driver);
	if (!list_add_new(pl->a, &lib->users, d->name))
		return;
	for (size_t i = 0; i < from->units.n; i++) {
		bool there = false;
		if (from->units.v[i].library.n && !str_eq(from->units.v[i].library, lib->path))
			continue;
		for (size_t k = 0; k < d->units.n; k++)
			there |= str_eq(d->units.v[k].path, from->units.v[i].path);
		if (there || pl->units >= PLAN_UNITS)
			continue;
		pl->units++;
		struct plan_unit *u = VEC_PUSH(pl->a, &d->units);
		*u = from->units.v[i];
		u->library = lib->path;
	}
	for (size_t i = 0; i < from->wpp.n; i++)
		wpp_add(pl, d, from->wpp.v[i].words.n ? from->wpp.v[i].words : from->wpp.v[i].name);
	for (size_t i = 0; i < from->generated.n; i++)
		list_add_new(pl->a, &d->generated, from->generated.v[i]);
}

static void join(struct planner *pl, struct plan_driver *d, struct project *user, unsigned depth)
{
	if (depth > LIBRARY_DEPTH)
		return;
	for (size_t i = 0; i < user->refs.n; i++) {
		struct project *lib = project_of(pl, user->refs.v[i]);
		if (lib && lib->library && lib->kernel && !list_has(&lib->users, d->name)) {
			take_units(pl, d, lib);
			join(pl, d, lib, depth + 1);
		}
	}
	for (size_t i = 0; i < user->libs.n; i++) {
		struct project *lib = library_named(pl, user, user->libs.v[i]);
		if (lib && !list_has(&lib->users, d->name)) {
			take_units(pl, d, lib);
			join(pl, d, lib, depth + 1);
		}
	}
}

static struct str joined_names(struct planner *pl, const struct str_list *l)
{
	struct str out = l->v[0];
	for (size_t i = 1; i < l->n && i < 8; i++)
		out = str_from(arena_printf(pl->a, STR_FMT ", " STR_FMT, STR_ARG(out), STR_ARG(l->v[i])));
	return out;
}

void libraries_join(struct planner *pl)
{
	for (size_t i = 0; i < pl->projects.n; i++) {
		struct project *p = &pl->projects.v[i];
		if (driver_at(pl, p->driver)->driver && !p->library)
			join(pl, driver_at(pl, p->driver), p, 0);
	}
	for (size_t i = 0; i < pl->projects.n; i++) {
		struct project *p = &pl->projects.v[i];
		struct plan_driver *d = driver_at(pl, p->driver);
		if (!p->library || !p->users.n || !d->driver)
			continue;
		d->driver = false;
		d->why_not = str_from(arena_printf(pl->a, "a library; its sources are reviewed with " STR_FMT,
						   STR_ARG(joined_names(pl, &p->users))));
	}
}
