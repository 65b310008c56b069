#include "source/tree.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "source/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct link {
	struct str path, text;
};

struct tree {
	struct arena *a;
	int root;
	VEC(struct tree_entry) files;
	VEC(struct link) links;
	uint32_t *folded, *named; /* open addressing, entry number + 1, both with `slots` places */
	size_t slots;
	VEC(struct str) notes;
	size_t notes_dropped;
};

static void note(struct tree *t, struct str path, const char *why)
{
	if (t->notes.n >= TREE_NOTES) {
		t->notes_dropped++;
		return;
	}
	*VEC_PUSH(t->a, &t->notes) = str_from(arena_printf(t->a, STR_FMT ": %s", STR_ARG(path), why));
}

/* Folders that hold no sources of the project but may be large. */
static bool skipped_folder(struct str name)
{
	static const char *const names[] = { ".git", ".hg", ".svn", ".vs", "node_modules", NULL };
	for (const char *const *p = names; *p; p++)
		if (str_is_nocase(name, *p))
			return true;
	return false;
}

static bool add_link(struct tree *t, int dir, const char *name, struct str path)
{
	char text[TREE_PATH + 1];
	ssize_t n = readlinkat(dir, name, text, sizeof text);
	if (n < 0 || (size_t)n >= sizeof text) {
		note(t, path, "a symbolic link that cannot be read");
		return true;
	}
	*VEC_PUSH(t->a, &t->links) = (struct link){ path, arena_str(t->a, (struct str){ text, (size_t)n }) };
	return true;
}

static bool add(struct tree *t, struct str path, enum tree_kind kind, struct err *e)
{
	struct str name = path_name(path);
	if (t->files.n >= TREE_FILES)
		return err_set(e, ERR_TOO_LARGE, "more than %d files and folders; give a narrower path", TREE_FILES);
	*VEC_PUSH(t->a, &t->files) =
		(struct tree_entry){ .path = path, .kind = kind, .name_at = (uint32_t)(path.n - name.n) };
	return true;
}

static bool walk(struct tree *t, int fd, struct str folder, unsigned depth, struct err *e);

static bool walk_folder(struct tree *t, int dir, const char *name, struct str path, unsigned depth, struct err *e)
{
	int fd;
	if (skipped_folder(str_from(name)))
		return true;
	if (depth >= TREE_DEPTH) {
		note(t, path, "too many folders inside each other, left out");
		return true;
	}
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		note(t, path, "a folder that cannot be opened");
		return true;
	}
	return add(t, path, TREE_FOLDER, e) && walk(t, fd, path, depth + 1, e);
}

/* DT_UNKNOWN: it cannot be read. Most file systems say it with the name; others are asked. */
static unsigned char type_of(int dir, const struct dirent *x)
{
	struct stat st;
	if (x->d_type != DT_UNKNOWN)
		return x->d_type;
	return fstatat(dir, x->d_name, &st, AT_SYMLINK_NOFOLLOW) ? DT_UNKNOWN : (unsigned char)IFTODT(st.st_mode);
}

static bool walk_entry(struct tree *t, int dir, const struct dirent *x, struct str folder, unsigned depth,
		       struct err *e)
{
	const char *name = x->d_name;
	struct str path;
	if (str_is(str_from(name), ".") || str_is(str_from(name), ".."))
		return true;
	path = str_from(arena_printf(t->a, STR_FMT "%s%s", STR_ARG(folder), folder.n ? "/" : "", name));
	if (!utf8_valid(path.s, path.n)) {
		note(t, folder, "a name that is not UTF-8 is left out");
		return true;
	}
	if (path.n > TREE_PATH) {
		note(t, folder, "a path longer than the limit is left out");
		return true;
	}
	switch (type_of(dir, x)) {
	case DT_LNK:
		return add_link(t, dir, name, path);
	case DT_DIR:
		return walk_folder(t, dir, name, path, depth, e);
	case DT_REG:
		return add(t, path, TREE_FILE, e);
	case DT_UNKNOWN:
		note(t, path, "cannot be read");
		return true;
	default:
		note(t, path, "neither a file nor a folder");
		return true;
	}
}

/* Takes over fd. */
static bool walk(struct tree *t, int fd, struct str folder, unsigned depth, struct err *e)
{
	DIR *d = fdopendir(fd);
	bool ok = true;
	if (!d) {
		close(fd);
		note(t, folder, "a folder that cannot be read");
		return true;
	}
	for (struct dirent *x; ok && (x = readdir(d));)
		ok = walk_entry(t, dirfd(d), x, folder, depth, e);
	closedir(d);
	return ok;
}

/* By folder, then by name: the entries of one folder stand together. */
static int by_place(const void *x, const void *y)
{
	const struct tree_entry *a = x, *b = y;
	struct str da = { a->path.s, a->name_at }, db = { b->path.s, b->name_at };
	int c = str_order(da, db);
	return c ? c : str_order(a->path, b->path);
}

static uint64_t fold_hash(struct str s)
{
	char low[TREE_PATH];
	size_t n = s.n < sizeof low ? s.n : sizeof low;
	for (size_t i = 0; i < n; i++)
		low[i] = s.s[i] >= 'A' && s.s[i] <= 'Z' ? (char)(s.s[i] + 32) : s.s[i];
	return hash_bytes(low, n);
}

static struct str name_of(const struct tree_entry *f)
{
	return (struct str){ f->path.s + f->name_at, f->path.n - f->name_at };
}

static uint32_t *slot_path(const struct tree *t, struct str path)
{
	size_t i = fold_hash(path) & (t->slots - 1);
	while (t->folded[i] && !str_eq_nocase(t->files.v[t->folded[i] - 1].path, path))
		i = (i + 1) & (t->slots - 1);
	return &t->folded[i];
}

static uint32_t *slot_name(const struct tree *t, struct str name)
{
	size_t i = fold_hash(name) & (t->slots - 1);
	while (t->named[i] && !str_eq_nocase(name_of(&t->files.v[t->named[i] - 1]), name))
		i = (i + 1) & (t->slots - 1);
	return &t->named[i];
}

static void index_add(struct tree *t, uint32_t i)
{
	struct tree_entry *f = &t->files.v[i];
	uint32_t *slot = slot_path(t, f->path);
	f->next_folded = *slot;
	*slot = i + 1;
	slot = slot_name(t, name_of(f));
	f->next_same_name = *slot;
	*slot = i + 1;
}

static void index_make(struct tree *t)
{
	qsort(t->files.v, t->files.n, sizeof *t->files.v, by_place);
	for (t->slots = 64; t->slots < t->files.n * 2;)
		t->slots *= 2;
	t->folded = ARENA_ARRAY(t->a, uint32_t, t->slots);
	t->named = ARENA_ARRAY(t->a, uint32_t, t->slots);
	/* From the end: chains then run in the order of paths. */
	for (size_t i = t->files.n; i-- > 0;)
		index_add(t, (uint32_t)i);
	for (size_t i = 1; i < t->files.n; i++) {
		struct str dir = path_dir(t->files.v[i].path);
		struct tree_entry *f = (struct tree_entry *)(uintptr_t)tree_find(t, dir);
		if (f->children++ == 0)
			f->first_child = (uint32_t)i;
	}
}

/* A link becomes the file it leads to; links to links and to folders are not followed. */
static bool links_resolve(struct tree *t, struct err *e)
{
	size_t before = t->files.n;
	for (size_t i = 0; i < t->links.n; i++) {
		struct link *l = &t->links.v[i];
		const struct tree_entry *f;
		struct str to;
		if (!path_join(t->a, path_dir(l->path), l->text, &to)) {
			note(t, l->path, "a symbolic link that leaves the folder is left out");
			continue;
		}
		f = tree_find(t, to);
		if (!f || f->kind != TREE_FILE || !str_eq(f->path, to)) {
			note(t, l->path, "a symbolic link to a folder, to a link or to nothing is left out");
			continue;
		}
		to = f->path;
		if (!add(t, l->path, TREE_FILE, e))
			return false;
		t->files.v[t->files.n - 1].target = to;
	}
	if (t->files.n == before)
		return true;
	for (size_t i = 0; i < t->files.n; i++)
		t->files.v[i].first_child = t->files.v[i].children = 0;
	index_make(t);
	return true;
}

struct tree *tree_open(struct arena *a, const char *root, struct err *e)
{
	struct tree *t = ARENA_NEW(a, struct tree);
	int fd;
	t->a = a;
	t->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->root < 0) {
		err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: %s", root, strerror(errno));
		return NULL;
	}
	fd = openat(t->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		err_set(e, ERR_IO, "%s: %s", root, strerror(errno));
		tree_close(t);
		return NULL;
	}
	*VEC_PUSH(a, &t->files) = (struct tree_entry){ .path = STR(""), .kind = TREE_FOLDER };
	if (!walk(t, fd, STR(""), 0, e)) {
		tree_close(t);
		return NULL;
	}
	index_make(t);
	if (!links_resolve(t, e)) {
		tree_close(t);
		return NULL;
	}
	if (t->notes_dropped)
		*VEC_PUSH(a, &t->notes) = str_from(arena_printf(a, "%zu more notes of this kind", t->notes_dropped));
	return t;
}

void tree_close(struct tree *t)
{
	if (t && t->root >= 0)
		close(t->root);
	if (t)
		t->root = -1;
}

size_t tree_count(const struct tree *t)
{
	return t->files.n;
}

const struct tree_entry *tree_at(const struct tree *t, size_t i)
{
	return &t->files.v[i];
}

uint32_t tree_number(const struct tree *t, const struct tree_entry *f)
{
	return (uint32_t)(f - t->files.v);
}

static const struct tree_entry *find_kind(const struct tree *t, struct str path, int kind)
{
	const struct tree_entry *best = NULL;
	if (path.n > TREE_PATH)
		return NULL;
	for (uint32_t i = *slot_path(t, path); i; i = t->files.v[i - 1].next_folded) {
		const struct tree_entry *f = &t->files.v[i - 1];
		if (kind >= 0 && (int)f->kind != kind)
			continue;
		if (str_eq(f->path, path))
			return f;
		best = best ? best : f;
	}
	return best;
}

const struct tree_entry *tree_find(const struct tree *t, struct str path)
{
	return find_kind(t, path, -1);
}

const struct tree_entry *tree_file(const struct tree *t, struct str path)
{
	return find_kind(t, path, TREE_FILE);
}

const struct tree_entry *tree_folder(const struct tree *t, struct str path)
{
	return find_kind(t, path, TREE_FOLDER);
}

const struct tree_entry *tree_named(const struct tree *t, struct str name, const struct tree_entry *prev)
{
	uint32_t i = prev ? prev->next_same_name : name.n > TREE_PATH ? 0 : *slot_name(t, name);
	return i ? &t->files.v[i - 1] : NULL;
}

int tree_root(const struct tree *t)
{
	return t->root;
}

size_t tree_notes(const struct tree *t)
{
	return t->notes.n;
}

struct str tree_note(const struct tree *t, size_t i)
{
	return t->notes.v[i];
}
