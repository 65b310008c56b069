/* Headers of folders without a project: an include means the file of that name which is nearest. */
#include "source/path.h"
#include "source/plan_priv.h"

enum { NEAR_PASSES = 64, NEAR_SAME_NAME = 2000 };

static bool ends_in(struct str path, struct str name)
{
	struct str tail = { path.s + path.n - name.n, name.n };
	return path.n >= name.n && str_eq_nocase(tail, name) &&
	       (path.n == name.n || path.s[path.n - name.n - 1] == '/');
}

static const struct tree_entry *nearest(struct planner *pl, struct str from, const struct scan_include *inc)
{
	const struct str_list none = { 0 };
	const struct tree_entry *f = include_find(pl, from, inc, &none), *best = f;
	size_t best_common = 0, looked = 0;
	if (f || !inc->name.n || memmem(inc->name.s, inc->name.n, "..", 2))
		return f;
	while ((f = tree_named(pl->t, path_name(inc->name), f)) && looked++ < NEAR_SAME_NAME) {
		size_t common = 1 + path_common(path_dir(f->path), path_dir(from));
		if (f->kind == TREE_FILE && common > best_common && ends_in(f->path, inc->name)) {
			best_common = common;
			best = f;
		}
	}
	return best;
}

static const struct scan *scan_near(struct planner *pl, const struct tree_entry *f)
{
	/* The scan is this planner's own; only its users see it as const. */
	struct scan *s = (struct scan *)(uintptr_t)scan_file(pl, f);
	if (s->near)
		return s;
	s->near = ARENA_ARRAY(pl->a, const struct tree_entry *, s->includes.n + 1);
	for (size_t i = 0; i < s->includes.n; i++)
		s->near[i] = nearest(pl, f->path, &s->includes.v[i]);
	return s;
}

struct reached {
	const struct tree_entry **v;
	size_t n, cap;
};

static void reach_one(struct planner *pl, struct map *seen, struct reached *out, const struct tree_entry *f)
{
	uint64_t *mark = map_put(seen, tree_number(pl->t, f));
	if (!*mark)
		*VEC_PUSH(pl->a, out) = f;
	*mark = 1;
}

/* Everything reachable; the list is its own queue. */
static void reach(struct planner *pl, struct map *seen, struct reached *out, size_t from)
{
	for (size_t i = from; i < out->n; i++) {
		const struct scan *s = scan_near(pl, out->v[i]);
		for (size_t k = 0; k < s->includes.n; k++)
			if (s->near[k])
				reach_one(pl, seen, out, s->near[k]);
	}
}

/* One round over the files, last found first: what they include comes before them. True where something changed. */
static bool spread(struct planner *pl, const struct reached *r)
{
	bool changed = false;
	for (size_t i = r->n; i-- > 0;) {
		struct scan *s = (struct scan *)(uintptr_t)scan_file(pl, r->v[i]);
		bool kernel = s->near_kernel || s->kernel || s->wdf;
		for (size_t k = 0; !kernel && k < s->includes.n; k++)
			kernel = s->near[k] && scan_file(pl, s->near[k])->near_kernel;
		changed |= kernel != s->near_kernel;
		s->near_kernel = kernel;
		s->near_known = true;
	}
	return changed;
}

bool near_kernel(struct planner *pl, const struct tree_entry *f)
{
	struct reached r = { 0 };
	/* All sources at once: each file is then looked at once, however many sources include it. */
	if (!scan_file(pl, f)->near_known) {
		struct map *seen = map_new(pl->a);
		for (size_t i = 0; i < tree_count(pl->t); i++)
			if (tree_at(pl->t, i)->kind == TREE_FILE && path_is_source(tree_at(pl->t, i)->path))
				reach_one(pl, seen, &r, tree_at(pl->t, i));
		reach(pl, seen, &r, 0);
		for (unsigned pass = 0; pass < NEAR_PASSES && spread(pl, &r); pass++)
			;
	}
	return scan_file(pl, f)->near_kernel;
}

void near_folders(struct planner *pl, struct plan_driver *d)
{
	struct map *seen = map_new(pl->a);
	struct strtab *known = strtab_new(pl->a);
	struct reached r = { 0 };
	struct str_list folders = { 0 };
	for (size_t i = 0; i < d->units.n; i++)
		reach_one(pl, seen, &r, tree_file(pl->t, d->units.v[i].path));
	reach(pl, seen, &r, 0);
	for (size_t i = 0; i < r.n; i++) {
		const struct scan *s = scan_near(pl, r.v[i]);
		for (size_t k = 0; k < s->includes.n; k++) {
			struct str name = s->includes.v[k].name, folder;
			if (!s->near[k] || !ends_in(s->near[k]->path, name))
				continue;
			folder = s->near[k]->path;
			folder.n -= folder.n > name.n ? name.n + 1 : name.n;
			/* A quoted include finds what lies beside it by itself. */
			if (!s->includes.v[k].angled && str_eq(folder, path_dir(r.v[i]->path)))
				continue;
			if (folder.n ? !strtab_find(known, folder) : !list_has(&folders, folder))
				list_add(pl->a, &folders, folder);
			strtab_add(known, folder);
		}
	}
	for (size_t i = 0; i < d->units.n; i++)
		d->units.v[i].includes = folders; /* shared: nobody adds to it later */
}
