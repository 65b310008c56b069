#include "source/plan_priv.h"

#include "source/path.h"

#include <stdlib.h>

static bool is_solution(struct str p)
{
	return path_has_ext(p, ".sln") || path_has_ext(p, ".slnx");
}

static bool is_compdb(struct str p)
{
	return str_is_nocase(path_name(p), "compile_commands.json");
}

static void solutions_read(struct planner *pl)
{
	struct err e, *keep = pl->e;
	size_t n = 0;
	pl->e = &e;
	for (size_t i = 0; i < tree_count(pl->t); i++) {
		const struct tree_entry *f = tree_at(pl->t, i);
		if (f->kind == TREE_FILE && is_solution(f->path) && n++ < PLAN_PROJECTS && !solution_read(pl, f))
			list_add(pl->a, &pl->p->notes, arena_str(pl->a, str_from(e.text)));
	}
	pl->e = keep;
}

/* A folder can hold both forms of a project; Visual Studio's is the newer one. */
static bool folder_has_vcxproj(struct planner *pl, struct str folder)
{
	const struct tree_entry *dir = tree_folder(pl->t, folder);
	for (uint32_t i = 0; dir && i < dir->children; i++)
		if (path_has_ext(tree_at(pl->t, dir->first_child + i)->path, ".vcxproj"))
			return true;
	return false;
}

static bool plan_projects_under(struct planner *pl, struct str folder)
{
	for (size_t i = 0; i < tree_count(pl->t); i++) {
		const struct tree_entry *f = tree_at(pl->t, i);
		if (f->kind != TREE_FILE || !path_under(f->path, folder))
			continue;
		if (path_has_ext(f->path, ".vcxproj") && !vcxproj_plan(pl, f, true))
			return false;
		if (ddk_is_sources(f) && !folder_has_vcxproj(pl, path_dir(f->path)) && !ddk_plan(pl, f, true))
			return false;
	}
	return true;
}

static bool plan_compdbs_under(struct planner *pl, struct str folder)
{
	for (size_t i = 0; i < tree_count(pl->t); i++) {
		const struct tree_entry *f = tree_at(pl->t, i);
		if (f->kind == TREE_FILE && is_compdb(f->path) && path_under(f->path, folder) && !compdb_plan(pl, f))
			return false;
	}
	return true;
}

static bool plan_solution(struct planner *pl, const struct tree_entry *f)
{
	if (!solution_read(pl, f))
		return false;
	for (size_t i = 0; i < pl->solutions.n; i++) {
		struct solution *s = &pl->solutions.v[i];
		for (size_t k = 0; str_eq(s->path, f->path) && k < s->projects.n; k++)
			if (!vcxproj_plan(pl, tree_file(pl->t, s->projects.v[k].project), true))
				return false;
	}
	return true;
}

/* Keeps, of the driver that lists this source, only that source. */
static void only_unit(struct planner *pl, struct plan_driver *d, struct str path)
{
	size_t keep = 0;
	for (size_t i = 0; i < d->units.n; i++)
		if (str_eq(d->units.v[i].path, path))
			d->units.v[keep++] = d->units.v[i];
	d->units.n = keep;
	note_add(pl, d, "only " STR_FMT " of this project is looked at", STR_ARG(path));
}

/* One source: with the options of a project at or above it that lists it, else on its own. */
static bool plan_source(struct planner *pl, const struct tree_entry *f)
{
	for (struct str at = path_dir(f->path);; at = path_dir(at)) {
		const struct tree_entry *dir = tree_folder(pl->t, at);
		for (uint32_t i = 0; dir && i < dir->children; i++) {
			const struct tree_entry *x = tree_at(pl->t, dir->first_child + i);
			uint64_t *listed;
			if (x->kind != TREE_FILE || !(path_has_ext(x->path, ".vcxproj") || ddk_is_sources(x)))
				continue;
			if (!(ddk_is_sources(x) ? ddk_plan(pl, x, false) : vcxproj_plan(pl, x, false)))
				return false;
			listed = map_get(pl->listed, tree_number(pl->t, f));
			if (!listed)
				continue;
			pl->projects.v[*map_get(pl->done, tree_number(pl->t, x)) - 1].wanted = true;
			only_unit(pl, driver_at(pl, *listed - 1), f->path);
			return true;
		}
		if (!at.n)
			break;
	}
	bare_plan(pl, f->path, true);
	return true;
}

static bool plan_path(struct planner *pl, struct str raw)
{
	const struct tree_entry *f;
	struct str path;
	if (!path_join(pl->a, STR(""), raw, &path))
		return err_set(pl->e, ERR_USAGE, STR_FMT ": not a path inside the folder", STR_ARG(raw));
	f = tree_find(pl->t, path);
	if (!f)
		return err_set(pl->e, ERR_NOT_FOUND, STR_FMT ": not there", STR_ARG(raw));
	if (f->kind == TREE_FOLDER)
		return plan_projects_under(pl, f->path) && plan_compdbs_under(pl, f->path);
	if (is_solution(f->path))
		return plan_solution(pl, f);
	if (path_has_ext(f->path, ".vcxproj"))
		return vcxproj_plan(pl, f, true);
	if (is_compdb(f->path))
		return compdb_plan(pl, f);
	if (ddk_is_sources(f))
		return ddk_plan(pl, f, true);
	if (str_is_nocase(path_name(f->path), "dirs"))
		return plan_projects_under(pl, path_dir(f->path));
	if (path_is_source(f->path))
		return plan_source(pl, f);
	return err_set(
		pl->e, ERR_USAGE,
		STR_FMT
		": give a C or C++ source, a .sln, .slnx or .vcxproj file, a SOURCES file, compile_commands.json or a folder",
		STR_ARG(raw));
}

static bool any_driver(const struct planner *pl)
{
	for (size_t i = 0; i < pl->p->drivers.n; i++)
		if (pl->p->drivers.v[i].driver)
			return true;
	return false;
}

/* Sources in a given folder that no project took: after all projects are known. */
static void leftovers(struct planner *pl, const struct str *paths, size_t n)
{
	const struct str all = STR("");
	for (size_t i = 0; i < (n ? n : 1); i++) {
		struct str path;
		const struct tree_entry *f;
		if (!path_join(pl->a, STR(""), n ? paths[i] : all, &path))
			continue;
		f = tree_find(pl->t, path);
		if (f && f->kind == TREE_FOLDER)
			bare_plan(pl, f->path, !pl->p->drivers.n);
	}
}

/* Projects that were only read for the libraries in them. */
static void drop_unwanted(struct planner *pl)
{
	size_t keep = 0;
	for (size_t i = 0; i < pl->p->drivers.n; i++) {
		bool drop = false;
		for (size_t k = 0; k < pl->projects.n; k++)
			drop |= pl->projects.v[k].driver == i && !pl->projects.v[k].wanted;
		if (!drop)
			pl->p->drivers.v[keep++] = pl->p->drivers.v[i];
	}
	pl->p->drivers.n = keep;
}

static int by_project(const void *x, const void *y)
{
	const struct plan_driver *a = x, *b = y;
	int c = str_order(a->project.n ? a->project : a->name, b->project.n ? b->project : b->name);
	return c ? c : str_order(a->name, b->name);
}

/* Two projects of one name are told apart by their folders: "usb/step1/osrusbfx2". */
static void names_unique(struct planner *pl)
{
	struct map *counts = map_new(pl->a);
	struct strtab *names = strtab_new(pl->a);
	for (size_t i = 0; i < pl->p->drivers.n; i++)
		++*map_put(counts, strtab_add(names, str_lower(pl->a, pl->p->drivers.v[i].name)));
	for (size_t i = 0; i < pl->p->drivers.n; i++) {
		struct plan_driver *d = &pl->p->drivers.v[i];
		struct str path = d->project.n ? d->project : d->units.n ? d->units.v[0].path : d->name;
		if (*map_get(counts, strtab_find(names, str_lower(pl->a, d->name))) > 1 && path.n > path_ext(path).n)
			d->name = arena_str(pl->a, (struct str){ path.s, path.n - path_ext(path).n });
	}
}

static bool has_sources(const struct planner *pl)
{
	for (size_t i = 0; i < tree_count(pl->t); i++)
		if (tree_at(pl->t, i)->kind == TREE_FILE && path_is_source(tree_at(pl->t, i)->path))
			return true;
	return false;
}

static bool plan_all(struct planner *pl, const struct str *paths, size_t n)
{
	const struct str all = STR("");
	if (!has_sources(pl))
		return pl->changed || err_set(pl->e, ERR_INPUT, "there is no C or C++ source file in here");
	solutions_read(pl);
	for (size_t i = 0; i < (n ? n : 1); i++)
		if (!plan_path(pl, n ? paths[i] : all))
			return false;
	libraries_find(pl);
	libraries_join(pl);
	leftovers(pl, paths, n);
	drop_unwanted(pl);
	if (pl->p->drivers.n)
		qsort(pl->p->drivers.v, pl->p->drivers.n, sizeof *pl->p->drivers.v, by_project);
	names_unique(pl);
	if (pl->changed)
		affected_mark(pl, pl->changed);
	if (!any_driver(pl))
		list_add(pl->a, &pl->p->notes, STR("no driver was found"));
	return true;
}

struct plan *plan_make(struct arena *a, const char *root, const struct str *paths, size_t n, struct str config,
		       struct err *e)
{
	return plan_make_changed(a, root, paths, n, config, NULL, e);
}

struct plan *plan_make_changed(struct arena *a, const char *root, const struct str *paths, size_t n, struct str config,
			       const struct plan_changed *changed, struct err *e)
{
	struct tree *t = tree_open(a, root, e);
	struct plan *p = t ? plan_make_tree(a, t, paths, n, config, changed, e) : NULL;
	if (t)
		tree_close(t);
	return p;
}

struct plan *plan_make_tree(struct arena *a, struct tree *t, const struct str *paths, size_t n, struct str config,
			    const struct plan_changed *changed, struct err *e)
{
	struct planner pl = { .a = a, .t = t, .config = config, .changed = changed, .e = e };
	pl.p = ARENA_NEW(a, struct plan);
	pl.scans = map_new(a);
	pl.listed = map_new(a);
	pl.done = map_new(a);
	for (size_t i = 0; i < tree_notes(pl.t); i++)
		list_add(a, &pl.p->notes, tree_note(pl.t, i));
	return plan_all(&pl, paths, n) ? pl.p : NULL;
}
