/* Sources without a project: which of them are a driver, and where their headers are. */
#include "source/path.h"
#include "source/plan_priv.h"

enum { ENTRY_FILES = 64, SHARED = 4, STRAYS = 4000 };

struct stray {
	const struct tree_entry *f;
	bool taken, kernel, entry, user;
	size_t near, ties; /* leading folders in common with the nearest entry point; how many are as near */
};

struct strays {
	struct stray *v;
	size_t n, cap;
};

static void skip(struct planner *pl, struct str path, const char *why)
{
	list_add(pl->a, &pl->p->skipped, str_from(arena_printf(pl->a, STR_FMT ": %s", STR_ARG(path), why)));
}

/* --- which files --- */

static void included_sources(struct planner *pl, struct map *included)
{
	for (size_t i = 0; i < tree_count(pl->t); i++) {
		const struct tree_entry *f = tree_at(pl->t, i);
		const struct str_list none = { 0 };
		const struct scan *s;
		if (f->kind != TREE_FILE || !(path_is_source(f->path) || path_is_header(f->path)))
			continue;
		s = scan_file(pl, f);
		for (size_t k = 0; k < s->includes.n; k++) {
			const struct tree_entry *to;
			if (path_is_source(s->includes.v[k].name) &&
			    (to = include_find(pl, f->path, &s->includes.v[k], &none)))
				*map_put(included, tree_number(pl->t, to)) = 1;
		}
	}
}

static bool project_above(struct planner *pl, struct str path)
{
	for (size_t i = 0; i < pl->projects.n; i++)
		if (path_under(path, path_dir(pl->projects.v[i].path)))
			return true;
	return false;
}

static void strays_find(struct planner *pl, struct str path, struct strays *out)
{
	struct map *included = map_new(pl->a);
	bool ready = false;
	for (size_t i = 0; i < tree_count(pl->t); i++) {
		const struct tree_entry *f = tree_at(pl->t, i);
		uint32_t number = tree_number(pl->t, f);
		if (f->kind != TREE_FILE || !path_is_source(f->path) || !path_under(f->path, path) ||
		    map_get(pl->listed, number))
			continue;
		if (!scan_file(pl, f)->text) {
			list_add(pl->a, &pl->p->skipped, scan_file(pl, f)->why);
			continue;
		}
		if (!ready)
			included_sources(pl, included);
		ready = true;
		if (map_get(included, number)) {
			skip(pl, f->path, "included by another file, reviewed there");
			continue;
		}
		if (out->n >= STRAYS) {
			skip(pl, f->path, "too many sources without a project; give a narrower path");
			continue;
		}
		*VEC_PUSH(pl->a, out) = (struct stray){ .f = f };
	}
}

/* --- drivers --- */

static struct plan_driver *group_new(struct planner *pl, struct str folder, const struct stray *entry, bool several)
{
	struct str name = several && entry ? path_stem(entry->f->path)
			  : folder.n	   ? folder
			  : entry	   ? path_stem(entry->f->path)
					   : STR("driver");
	struct plan_driver *d = driver_at(pl, driver_new(pl, name, STR("")));
	d->driver = true;
	d->framework_guessed = true;
	d->config = STR("Release|x64");
	return d;
}

static void group_finish(struct planner *pl, struct plan_driver *d)
{
	struct str folder;
	if (!d->units.n) {
		d->driver = false;
		d->why_not = STR("over the limit of units");
		return;
	}
	folder = path_dir(d->units.v[0].path);
	near_folders(pl, d);
	driver_infs_of(pl, d, folder);
	for (; folder.n && !d->infs.n; folder = path_dir(folder))
		driver_infs_of(pl, d, path_dir(folder));
	driver_finish(pl, d, false);
	/* Without a project nothing says which version; the newest lets every known call parse. */
	if (d->framework == PLAN_KMDF && !d->fw_major) {
		d->fw_major = 1;
		d->fw_minor = 33;
	} else if (d->framework == PLAN_UMDF && !d->fw_major) {
		d->fw_major = 2;
		d->fw_minor = 33;
	}
}

static size_t nearness(const struct stray *a, const struct stray *b)
{
	return path_common(path_dir(a->f->path), path_dir(b->f->path));
}

/*
 * Files without an entry point go to the nearest driver; to all of them where a few are equally near.
 * Among many, a guess would help nobody: then they stay a group of their own.
 */
static void nearest_entries(struct strays *s)
{
	size_t entries = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (!s->v[i].entry || entries++ >= ENTRY_FILES)
			continue;
		for (size_t k = 0; k < s->n; k++) {
			size_t near = nearness(&s->v[k], &s->v[i]);
			if (near > s->v[k].near) {
				s->v[k].near = near;
				s->v[k].ties = 0;
			}
			s->v[k].ties += near == s->v[k].near;
		}
	}
}

static void drivers_of_entries(struct planner *pl, struct strays *s)
{
	size_t made = 0;
	nearest_entries(s);
	for (size_t i = 0; i < s->n; i++) {
		struct stray *x = &s->v[i];
		struct plan_driver *d;
		bool several = false;
		if (!x->entry || x->taken || made++ >= ENTRY_FILES)
			continue;
		for (size_t k = 0; k < s->n; k++)
			several |= k != i && s->v[k].entry && str_eq(path_dir(s->v[k].f->path), path_dir(x->f->path));
		d = group_new(pl, path_dir(x->f->path), x, several);
		unit_add(pl, d, x->f->path);
		for (size_t k = 0; k < s->n; k++)
			if (!s->v[k].entry && s->v[k].kernel && s->v[k].ties <= SHARED &&
			    nearness(&s->v[k], x) == s->v[k].near) {
				unit_add(pl, d, s->v[k].f->path);
				s->v[k].taken = true;
			}
		x->taken = true;
		group_finish(pl, d);
	}
}

static void drivers_of_folders(struct planner *pl, struct strays *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct plan_driver *d;
		struct str folder = path_dir(s->v[i].f->path);
		if (s->v[i].taken || !s->v[i].kernel)
			continue;
		d = group_new(pl, folder, &s->v[i], false);
		for (size_t k = i; k < s->n; k++)
			if (!s->v[k].taken && s->v[k].kernel && str_eq(path_dir(s->v[k].f->path), folder)) {
				unit_add(pl, d, s->v[k].f->path);
				s->v[k].taken = true;
			}
		group_finish(pl, d);
	}
}

void bare_plan(struct planner *pl, struct str path, bool alone)
{
	struct strays s = { 0 };
	bool any = false;
	strays_find(pl, path, &s);
	for (size_t i = 0; i < s.n; i++) {
		const struct scan *x = scan_file(pl, s.v[i].f);
		s.v[i].kernel = near_kernel(pl, s.v[i].f);
		s.v[i].entry = x->driver_entry;
		s.v[i].user = x->user_entry && !x->driver_entry;
		any |= s.v[i].kernel;
	}
	for (size_t i = 0; i < s.n; i++) {
		struct stray *x = &s.v[i];
		if (alone && !any && !x->user && !scan_file(pl, x->f)->windows)
			x->kernel = true; /* a pasted function has no includes at all */
		if (!x->kernel || x->user)
			x->taken = true,
			skip(pl, x->f->path,
			     x->user ? "a user-mode program" : "includes no kernel header, and no project lists it");
		else if (!x->entry && project_above(pl, x->f->path))
			x->taken = true, skip(pl, x->f->path, "in no project's list of sources");
	}
	drivers_of_entries(pl, &s);
	drivers_of_folders(pl, &s);
}
