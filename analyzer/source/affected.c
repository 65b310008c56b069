/*
 * Which drivers a change can affect. Whatever is not certain counts as affected: a driver that is left out for
 * nothing hides mistakes, one that is looked at for nothing costs some milliseconds.
 */
#include "source/path.h"
#include "source/plan_priv.h"

struct affected {
	struct planner *pl;
	const struct plan_changed *in;
	struct map *changed;   /* file number -> 1: those that are there */
	struct strtab *moved;  /* names, in lower case, of what was added, deleted or renamed */
	struct strtab *stems;  /* stems, in lower case, of what headers are made from */
	struct strtab *listed; /* drivers that count in any case */
	bool header;	       /* any header changed */
	bool all;	       /* something that every project may read */
};

static struct str lower_name(struct planner *pl, struct str path)
{
	return str_lower(pl->a, path_name(path));
}

static bool is_any(struct str path, const char *const *ends)
{
	for (; *ends; ends++)
		if (path_has_ext(path, *ends))
			return true;
	return false;
}

static void look_at(struct affected *x, const struct plan_change *c)
{
	static const char *const everywhere[] = { ".props", ".targets", ".cmake", NULL };
	static const char *const makers[] = { ".mc", ".man", ".mof", ".idl", ".xml", NULL };
	static const char *const names[] = { "sources.inc",    "makefile.inc",		"dirs",
					     "CMakeLists.txt", "compile_commands.json", NULL };
	const struct tree_entry *f = tree_file(x->pl->t, c->path);
	x->header |= path_is_header(c->path) || !path_is_source(c->path);
	x->all |= is_any(c->path, everywhere);
	for (const char *const *n = names; *n; n++)
		x->all |= str_is_nocase(path_name(c->path), *n);
	/* A project that is gone may have been a library of any other; so may one that is new. */
	x->all |= c->moved && (path_has_ext(c->path, ".vcxproj") || path_has_ext(c->path, ".sln") ||
			       path_has_ext(c->path, ".slnx"));
	if (f)
		*map_put(x->changed, tree_number(x->pl->t, f)) = 1;
	if (c->moved)
		strtab_add(x->moved, lower_name(x->pl, c->path));
	if (is_any(c->path, makers))
		strtab_add(x->stems, str_lower(x->pl->a, path_stem(path_name(c->path))));
}

static bool is_changed(struct affected *x, struct str path)
{
	const struct tree_entry *f = tree_file(x->pl->t, path);
	return f && map_get(x->changed, tree_number(x->pl->t, f)) != NULL;
}

static bool any_changed(struct affected *x, const struct str_list *files)
{
	for (size_t i = 0; i < files->n; i++)
		if (is_changed(x, files->v[i]) || strtab_find(x->moved, lower_name(x->pl, files->v[i])))
			return true;
	return false;
}

/* A header that is nowhere: one that was moved, or that a build makes of something that changed. */
static bool missing_changed(struct affected *x, const struct str_list *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (strtab_find(x->moved, lower_name(x->pl, names->v[i])) ||
		    strtab_find(x->stems, str_lower(x->pl->a, path_stem(path_name(names->v[i])))))
			return true;
	return false;
}

/* Solutions choose configurations. */
static bool solution_changed(struct affected *x, struct str project)
{
	for (size_t i = 0; i < x->pl->solutions.n; i++) {
		const struct solution *s = &x->pl->solutions.v[i];
		for (size_t k = 0; is_changed(x, s->path) && k < s->projects.n; k++)
			if (str_eq(s->projects.v[k].project, project))
				return true;
	}
	return false;
}

/* Sources come and go: wildcards, folders without a project, DDK makefiles. INF files lie beside the project. */
static bool beside_changed(struct affected *x, const struct plan_driver *d)
{
	for (size_t i = 0; i < x->in->n; i++) {
		const struct plan_change *c = &x->in->v[i];
		struct str dir = path_dir(c->path);
		bool inf = path_has_ext(c->path, ".inf") || path_has_ext(c->path, ".inx");
		if (!(c->moved && path_is_source(c->path)) && !inf &&
		    !str_starts_nocase(path_name(c->path), "makefile"))
			continue;
		if (d->project.n && path_under(c->path, path_dir(d->project)))
			return true;
		for (size_t k = 0; k < d->units.n; k++)
			if (str_eq(path_dir(d->units.v[k].path), dir))
				return true;
	}
	return any_changed(x, &d->infs);
}

static bool project_changed(struct affected *x, const struct plan_driver *d)
{
	if ((d->project.n && (is_changed(x, d->project) || solution_changed(x, d->project))) ||
	    any_changed(x, &d->generated))
		return true;
	for (size_t i = 0; i < d->units.n; i++)
		if (d->units.v[i].library.n && is_changed(x, d->units.v[i].library))
			return true;
	return beside_changed(x, d);
}

static bool is_affected(struct affected *x, const struct plan_driver *d)
{
	struct closure c;
	if (x->all || strtab_find(x->listed, d->name) || project_changed(x, d))
		return true;
	closure_make(x->pl, d, &c);
	return c.cut || (c.computed && x->header) || any_changed(x, &c.files) || missing_changed(x, &c.missing);
}

void affected_mark(struct planner *pl, const struct plan_changed *in)
{
	struct affected x = { .pl = pl,
			      .in = in,
			      .changed = map_new(pl->a),
			      .moved = strtab_new(pl->a),
			      .stems = strtab_new(pl->a),
			      .listed = strtab_new(pl->a) };
	for (size_t i = 0; i < in->n; i++)
		look_at(&x, &in->v[i]);
	for (size_t i = 0; i < in->n_drivers; i++)
		strtab_add(x.listed, in->drivers[i]);
	for (size_t i = 0; i < pl->p->drivers.n; i++) {
		struct plan_driver *d = &pl->p->drivers.v[i];
		d->unaffected = d->driver && !is_affected(&x, d);
	}
}
