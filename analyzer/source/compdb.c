/*
 * compile_commands.json (CMake, Bear, clang's own tools). Its paths are those of the machine it was made
 * on: what of them ends in a file of the tree shows where that machine's folder was.
 */
#include "source/path.h"
#include "source/plan_priv.h"

#include <jansson.h>

enum { COMPDB_MAX = 32 << 20, COMPDB_ARGS = 20000 };

struct entry {
	struct planner *pl;
	struct str dir, file; /* with '/' */
	const struct tree_entry *f;
	struct str prefix; /* of the other machine: ends where the tree starts */
	struct str_list args;
	struct str target;
};

static struct str text_of(const json_t *o, const char *key, struct arena *a)
{
	const char *z = json_string_value(json_object_get(o, key));
	return z ? path_slashes(a, str_from(z)) : STR("");
}

/* Splits a command line; a backslash is part of a Windows path unless a quote follows it. */
static void split_command(struct planner *pl, struct str s, struct str_list *out)
{
	char *p = arena_alloc(pl->a, s.n + 1);
	size_t n = 0, from = 0;
	bool quoted = false, open = false;
	for (size_t i = 0; i <= s.n && out->n < COMPDB_ARGS; i++) {
		char c = i < s.n ? s.s[i] : ' ';
		if (c == '\\' && i + 1 < s.n && s.s[i + 1] == '"') {
			p[n++] = s.s[++i];
			open = true;
		} else if (c == '"') {
			quoted = !quoted;
			open = true;
		} else if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
			if (open)
				list_add(pl->a, out, (struct str){ p + from, n - from });
			from = n;
			open = false;
		} else {
			p[n++] = c;
			open = true;
		}
	}
}

/* Joins a folder of the other machine and a path, both absolute or not; ".." resolved. */
static struct str other_path(struct arena *a, struct str dir, struct str p)
{
	struct str out,
		all = path_absolute(p) ? p : str_from(arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(p)));
	while (all.n && (all.s[0] == '/' || all.s[0] == '\\'))
		all.s++, all.n--;
	if (all.n > 1 && all.s[1] == ':')
		all = path_slashes(a, all), all.s += 2, all.n -= 2;
	while (all.n && (all.s[0] == '/' || all.s[0] == '\\'))
		all.s++, all.n--;
	return path_join(a, STR(""), all, &out) ? out : STR("");
}

/* The longest tail of the path that is a file of the tree. */
static bool locate(struct entry *x)
{
	struct str full = other_path(x->pl->a, x->dir, x->file), tail = full, head;
	while (tail.n) {
		x->f = tree_file(x->pl->t, tail);
		if (x->f) {
			x->prefix = (struct str){ full.s, full.n - tail.n };
			return true;
		}
		str_cut(tail, '/', &head, &tail);
	}
	return false;
}

/* A path of the other machine inside the tree; false for one outside of it. */
static bool inside(struct entry *x, struct str p, struct str *out)
{
	struct str full = other_path(x->pl->a, x->dir, p);
	if (full.n + 1 == x->prefix.n && str_starts(x->prefix, full)) {
		*out = STR("");
		return true;
	}
	if (full.n < x->prefix.n || !str_eq_nocase((struct str){ full.s, x->prefix.n }, x->prefix))
		return false;
	*out = (struct str){ full.s + x->prefix.n, full.n - x->prefix.n };
	return true;
}

static void include_arg(struct entry *x, struct plan_unit *u, struct str v)
{
	struct str path;
	const struct tree_entry *f = inside(x, v, &path) ? tree_folder(x->pl->t, path) : NULL;
	if (f)
		list_add_new(x->pl->a, &u->includes, f->path);
}

static void forced_arg(struct entry *x, struct plan_unit *u, struct str v)
{
	struct str path;
	if (inside(x, v, &path) && tree_file(x->pl->t, path))
		list_add(x->pl->a, &u->forced, path);
	else
		list_add(x->pl->a, &u->forced, path_slashes(x->pl->a, v));
}

/* -I DIR, -IDIR, /I DIR, -isystem DIR ...: true where `word` is `name`, its value in *v. */
static bool takes(const struct entry *x, size_t *i, const char *name, struct str *v)
{
	struct str word = x->args.v[*i], want = str_from(name);
	if (word.n < 2 || (word.s[0] != '-' && word.s[0] != '/'))
		return false;
	word = (struct str){ word.s + 1, word.n - 1 };
	if (!str_starts(word, want))
		return false;
	*v = (struct str){ word.s + want.n, word.n - want.n };
	if (!v->n && *i + 1 < x->args.n)
		*v = x->args.v[++*i];
	return v->n > 0;
}

static void args_apply(struct entry *x, struct plan_unit *u)
{
	struct str v;
	for (size_t i = 1; i < x->args.n; i++) {
		struct str word = x->args.v[i];
		if (takes(x, &i, "isystem", &v) || takes(x, &i, "imsvc", &v) || takes(x, &i, "external:I", &v))
			include_arg(x, u, v);
		else if (takes(x, &i, "include", &v) || takes(x, &i, "FI", &v))
			forced_arg(x, u, v);
		else if (takes(x, &i, "I", &v))
			include_arg(x, u, v);
		else if (takes(x, &i, "D", &v))
			macros_add(x->pl->a, &u->macros, v);
		else if (takes(x, &i, "U", &v))
			list_add(x->pl->a, &u->undefs, v);
		else if (takes(x, &i, "std:c++", &v) || takes(x, &i, "std=c++", &v) || takes(x, &i, "std=gnu++", &v))
			u->standard = cplusplus_standard(v);
		else if (str_is(word, "/TP") || str_is(word, "-TP"))
			u->cplusplus = true;
		else if (str_is(word, "/TC") || str_is(word, "-TC"))
			u->cplusplus = false;
		else if (takes(x, &i, "x", &v))
			u->cplusplus = str_is(v, "c++") || (u->cplusplus && !str_is(v, "c"));
	}
}

/* CMake puts objects into "CMakeFiles/NAME.dir/": one driver for each NAME. */
static struct str target_of(struct entry *x, struct str output)
{
	struct str v, head, tail = output;
	for (size_t i = 1; i < x->args.n && !str_has_nocase(tail, "CMakeFiles/"); i++)
		if (takes(x, &i, "o", &v) || takes(x, &i, "Fo", &v))
			tail = path_slashes(x->pl->a, v);
	while (tail.n) {
		str_cut(tail, '/', &head, &tail);
		if (str_is(head, "CMakeFiles")) {
			str_cut(tail, '/', &head, &tail);
			return str_ends(head, STR(".dir")) ? (struct str){ head.s, head.n - 4 } : STR("");
		}
	}
	return STR("");
}

static bool entry_read(struct entry *x, const json_t *o)
{
	struct arena *a = x->pl->a;
	const json_t *args = json_object_get(o, "arguments"), *v;
	size_t i;
	x->dir = text_of(o, "directory", a);
	x->file = text_of(o, "file", a);
	if (!x->file.n || !path_is_source(x->file) || !locate(x))
		return false;
	json_array_foreach (args, i, v)
		if (json_is_string(v) && i < COMPDB_ARGS)
			list_add(a, &x->args, arena_str(a, str_from(json_string_value(v))));
	if (!x->args.n && json_is_string(json_object_get(o, "command")))
		split_command(x->pl, str_from(json_string_value(json_object_get(o, "command"))), &x->args);
	x->target = target_of(x, text_of(o, "output", a));
	return true;
}

/* The driver (by index: the list grows) that collects a target's units. */
static size_t driver_for(struct planner *pl, const struct tree_entry *db, size_t first, struct str target)
{
	struct str name = target.n ? target : path_dir(db->path).n ? path_name(path_dir(db->path)) : STR("driver");
	for (size_t i = first; i < pl->p->drivers.n; i++)
		if (str_eq(driver_at(pl, i)->name, name))
			return i;
	return driver_new(pl, arena_str(pl->a, name), db->path);
}

static void finish(struct planner *pl, struct plan_driver *d)
{
	struct closure c;
	bool kmdf = false;
	closure_make(pl, d, &c);
	for (size_t i = 0; i < d->units.n; i++)
		for (size_t k = 0; k < d->units.v[i].macros.n; k++) {
			struct plan_macro *m = &d->units.v[i].macros.v[k];
			unsigned long long n;
			kmdf |= str_is(m->name, "KMDF_VERSION_MAJOR");
			if (str_is(m->name, "KMDF_VERSION_MAJOR") && str_to_u64(m->value, &n) && n < 100)
				d->fw_major = (uint32_t)n;
			if (str_is(m->name, "KMDF_VERSION_MINOR") && str_to_u64(m->value, &n) && n < 1000)
				d->fw_minor = (uint32_t)n;
		}
	d->framework = kmdf ? PLAN_KMDF : PLAN_WDM;
	d->framework_guessed = !kmdf;
	d->driver = (c.kernel || c.wdf || kmdf) && (c.driver_entry || !c.user_entry);
	if (!d->driver)
		d->why_not = STR("includes no kernel header");
	else {
		driver_infs_of(pl, d, d->units.n ? path_dir(d->units.v[0].path) : STR(""));
		driver_finish(pl, d, false);
	}
	if (d->framework == PLAN_KMDF && !d->fw_major) {
		d->fw_major = 1;
		d->fw_minor = 33;
	}
}

static void all_entries(struct planner *pl, const struct tree_entry *f, const json_t *db)
{
	size_t first = pl->p->drivers.n, i;
	const json_t *o;
	json_array_foreach (db, i, o) {
		struct entry x = { .pl = pl };
		struct plan_driver *d;
		struct plan_unit *u;
		if (i >= COMPDB_ENTRIES)
			break;
		if (!entry_read(&x, o) || map_get(pl->listed, tree_number(pl->t, x.f)) != NULL)
			continue;
		d = driver_at(pl, driver_for(pl, f, first, x.target));
		u = unit_add(pl, d, x.f->path);
		if (u)
			args_apply(&x, u);
	}
	for (i = first; i < pl->p->drivers.n; i++)
		finish(pl, driver_at(pl, i));
}

bool compdb_plan(struct planner *pl, const struct tree_entry *f)
{
	struct str text;
	json_error_t je;
	json_t *db;
	if (!tree_read(pl->t, pl->a, f, COMPDB_MAX, &text, pl->e))
		return false;
	db = json_loadb(text.s, text.n, 0, &je);
	if (!json_is_array(db)) {
		json_decref(db);
		return err_set(pl->e, ERR_INPUT, STR_FMT ": not a compilation database: %s", STR_ARG(f->path),
			       db ? "no array" : je.text);
	}
	all_entries(pl, f, db);
	json_decref(db);
	return true;
}
