/* What the units of a driver read, as far as the tree holds it. */
#include "source/path.h"
#include "source/plan_priv.h"

struct walk {
	struct planner *pl;
	const struct plan_unit *u;
	struct closure *c;
	struct map *seen;
	struct strtab *missing;
	size_t files;
};

/* Most names are plain: those are looked up without using memory, as there are very many of them. */
static const struct tree_entry *in_folder(struct planner *pl, struct str folder, struct str name)
{
	char text[TREE_PATH];
	struct str path;
	size_t n = folder.n ? folder.n + 1 : 0;
	if (memmem(name.s, name.n, "./", 2) || memmem(name.s, name.n, "//", 2) || path_absolute(name))
		return path_join(pl->a, folder, name, &path) ? tree_file(pl->t, path) : NULL;
	if (n + name.n >= sizeof text)
		return NULL;
	memcpy(text, folder.s ? folder.s : "", folder.n);
	text[folder.n] = '/';
	memcpy(text + n, name.s, name.n);
	return tree_file(pl->t, (struct str){ text, n + name.n });
}

const struct tree_entry *include_find(struct planner *pl, struct str from, const struct scan_include *inc,
				      const struct str_list *folders)
{
	const struct tree_entry *f = inc->angled ? NULL : in_folder(pl, path_dir(from), inc->name);
	for (size_t i = 0; !f && i < folders->n; i++)
		f = in_folder(pl, folders->v[i], inc->name);
	return f;
}

static void visit(struct walk *w, const struct tree_entry *f, unsigned depth)
{
	uint64_t *seen = map_put(w->seen, tree_number(w->pl->t, f));
	const struct scan *s;
	w->c->cut |= !*seen && (w->files >= SCAN_FILES || depth > SCAN_INCLUDE_DEPTH);
	if (*seen || w->files >= SCAN_FILES || depth > SCAN_INCLUDE_DEPTH)
		return;
	*seen = 1;
	w->files++;
	s = scan_file(w->pl, f);
	list_add(w->pl->a, &w->c->files, f->path);
	w->c->kernel |= s->kernel;
	w->c->wdf |= s->wdf;
	w->c->windows |= s->windows;
	w->c->driver_entry |= s->driver_entry;
	w->c->user_entry |= s->user_entry;
	w->c->tmh |= s->tmh;
	w->c->computed |= s->computed;
	for (size_t i = 0; i < s->wpp.n; i++)
		list_add_new(w->pl->a, &w->c->wpp, s->wpp.v[i]);
	for (size_t i = 0; i < s->includes.n; i++) {
		const struct tree_entry *h = include_find(w->pl, f->path, &s->includes.v[i], &w->u->includes);
		if (h) {
			visit(w, h, depth + 1);
		} else if (!strtab_find(w->missing, s->includes.v[i].name)) {
			strtab_add(w->missing, s->includes.v[i].name);
			list_add(w->pl->a, &w->c->missing, s->includes.v[i].name);
		}
	}
}

void closure_make(struct planner *pl, const struct plan_driver *d, struct closure *c)
{
	struct walk w = { .pl = pl, .c = c, .seen = map_new(pl->a), .missing = strtab_new(pl->a) };
	*c = (struct closure){ 0 };
	for (size_t i = 0; i < d->units.n; i++) {
		const struct plan_unit *u = &d->units.v[i];
		const struct tree_entry *f = tree_file(pl->t, u->path);
		w.u = u;
		for (size_t k = 0; k < u->forced.n; k++) {
			const struct scan_include inc = { u->forced.v[k], false };
			const struct tree_entry *h = include_find(pl, u->path, &inc, &u->includes);
			if (h)
				visit(&w, h, 1);
		}
		if (f)
			visit(&w, f, 0);
	}
}
