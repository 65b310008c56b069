/* Sources without a project: which of them are a driver, and where their headers are. */
#include "source/path.h"
#include "source/plan_priv.h"

enum { HEADER_ROUNDS = 8, ENTRY_FILES = 64 };

struct stray {
	const struct tree_entry *f;
	bool taken, kernel, entry, user;
};

struct strays {
	struct stray *v;
	size_t n, cap;
};

static void skip(struct planner *pl, struct str path, const char *why)
{
	list_add(pl->a, &pl->p->skipped, str_from(arena_printf(pl->a, STR_FMT ": %s", STR_ARG(path), why)));
}

/* --- include folders --- */

/* The folder from which `name` leads to the header of the tree that is nearest to `from`. */
static bool header_folder(struct planner *pl, struct str from, struct str name, struct str *folder)
{
	const struct tree_entry *f = NULL, *best = NULL;
	size_t best_common = 0;
	if (str_has_nocase(name, ".."))
		return false;
	while ((f = tree_named(pl->t, path_name(name), f))) {
		size_t common = 1 + path_common(path_dir(f->path), path_dir(from));
		struct str tail = { f->path.s + f->path.n - name.n, name.n };
		if (f->kind != TREE_FILE || f->path.n < name.n || !str_eq_nocase(tail, name) ||
		    (f->path.n > name.n && f->path.s[f->path.n - name.n - 1] != '/'))
			continue;
		if (common > best_common) {
			best_common = common;
			best = f;
		}
	}
	if (!best)
		return false;
	*folder = (struct str){ best->path.s, best->path.n > name.n ? best->path.n - name.n - 1 : 0 };
	return true;
}

/* Adds folders until every header that the tree holds is found: each round may uncover further includes. */
static void include_folders(struct planner *pl, struct plan_driver *d)
{
	struct closure c;
	for (unsigned round = 0; round < HEADER_ROUNDS; round++) {
		bool grown = false;
		closure_make(pl, d, &c);
		for (size_t i = 0; i < c.missing.n; i++) {
			struct str folder;
			if (!header_folder(pl, d->units.v[0].path, c.missing.v[i], &folder))
				continue;
			for (size_t k = 0; k < d->units.n; k++)
				grown |= list_add_new(pl->a, &d->units.v[k].includes, folder);
		}
		if (!grown)
			break;
	}
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
			if (path_is_source(s->includes.v[k].name) && (to = include_find(pl, f->path, &s->includes.v[k], &none)))
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

/* What one file and the headers near it say. */
static void look(struct planner *pl, struct stray *x)
{
	struct plan_driver d = { .name = STR("") };
	struct closure c;
	*VEC_PUSH(pl->a, &d.units) = (struct plan_unit){ .path = x->f->path };
	include_folders(pl, &d);
	closure_make(pl, &d, &c);
	x->kernel = c.kernel || c.wdf;
	x->entry = scan_file(pl, x->f)->driver_entry;
	x->user = c.user_entry && !x->entry;
}

static void strays_find(struct planner *pl, struct str path, struct strays *out)
{
	struct map *included = map_new(pl->a);
	bool ready = false;
	for (size_t i = 0; i < tree_count(pl->t); i++) {
		const struct tree_entry *f = tree_at(pl->t, i);
		uint32_t number = tree_number(pl->t, f);
		if (f->kind != TREE_FILE || !path_is_source(f->path) || !path_under(f->path, path) || map_get(pl->listed, number))
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
		*VEC_PUSH(pl->a, out) = (struct stray){ .f = f };
	}
}

/* --- drivers --- */

static struct plan_driver *group_new(struct planner *pl, struct str folder, const struct stray *entry, bool several)
{
	struct str name = several && entry ? path_stem(entry->f->path) : folder.n ? folder :
			  entry ? path_stem(entry->f->path) : STR("driver");
	struct plan_driver *d = driver_at(pl, driver_new(pl, name, STR("")));
	d->driver = true;
	d->framework_guessed = true;
	d->config = STR("Release|x64");
	return d;
}

static void group_finish(struct planner *pl, struct plan_driver *d)
{
	struct str folder = path_dir(d->units.v[0].path);
	include_folders(pl, d);
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

/* Files without an entry point go to the nearest driver; to all of them where several are equally near. */
static bool belongs(const struct strays *s, const struct stray *file, const struct stray *entry)
{
	size_t mine = path_common(path_dir(file->f->path), path_dir(entry->f->path));
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].entry && path_common(path_dir(file->f->path), path_dir(s->v[i].f->path)) > mine)
			return false;
	return true;
}

static void drivers_of_entries(struct planner *pl, struct strays *s)
{
	size_t made = 0;
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
			if (!s->v[k].entry && s->v[k].kernel && belongs(s, &s->v[k], x)) {
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
		look(pl, &s.v[i]);
		any |= s.v[i].kernel;
	}
	for (size_t i = 0; i < s.n; i++) {
		struct stray *x = &s.v[i];
		if (alone && !any && !x->user && !scan_file(pl, x->f)->windows)
			x->kernel = true; /* a pasted function has no includes at all */
		if (!x->kernel || x->user)
			x->taken = true, skip(pl, x->f->path, x->user ? "a user-mode program" : "includes no kernel header, and no project lists it");
		else if (!x->entry && project_above(pl, x->f->path))
			x->taken = true, skip(pl, x->f->path, "in no project's list of sources");
	}
	drivers_of_entries(pl, &s);
	drivers_of_folders(pl, &s);
}
