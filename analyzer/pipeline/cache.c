#include "pipeline/cache.h"

#include "base/strtab.h"
#include "pipeline/pipeline.h"
#include "pipeline/protocol.h"
#include "pipeline/wire.h"
#include "source/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* A kept unit: this, the two payloads. */
struct head {
	char magic[8];
	uint64_t unit, ir;
	unsigned char sum[CACHE_KEY]; /* of both payloads */
};
static const char magic[8] = "rcunit2";

/* ---- hashing ---- */

static void feed(EVP_MD_CTX *c, const void *p, size_t n)
{
	uint64_t size = n;
	EVP_DigestUpdate(c, &size, sizeof size);
	EVP_DigestUpdate(c, p, n);
}

static EVP_MD_CTX *begin(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	if (c && EVP_DigestInit_ex(c, EVP_sha256(), NULL))
		return c;
	EVP_MD_CTX_free(c);
	return NULL;
}

static struct cache_key end(EVP_MD_CTX *c)
{
	struct cache_key k = { .known = EVP_DigestFinal_ex(c, k.b, NULL) };
	EVP_MD_CTX_free(c);
	return k;
}

static struct cache_key sum(struct str x, struct str y)
{
	struct cache_key k = { .known = false };
	EVP_MD_CTX *c = begin();
	if (!c)
		return k;
	feed(c, x.s, x.n);
	feed(c, y.s, y.n);
	return end(c);
}

uint64_t cache_now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- the tree ---- */

struct walk {
	EVP_MD_CTX *c;
	const struct tree *t;
	struct strtab *units;
	uint64_t bytes;
	bool all; /* the units' contents count as well */
	const struct str *paths;
	size_t n_paths;
};

/* Does a '#' stand before it in its line, or in one that is continued into it? A project file names sources without. */
static bool in_directive(struct str text, const char *at)
{
	for (const char *p = at; p > text.s; p--) {
		if (p[-1] == '#')
			return true;
		if (p[-1] != '\n')
			continue;
		p -= p - text.s > 1 && p[-2] == '\r';
		if (p - text.s < 2 || p[-2] != '\\')
			return false;
	}
	return false;
}

/* Something like #include "other.c", or a macro that may become one. */
static bool includes_source(struct str text)
{
	static const char *const ends[] = { ".c\"", ".c>", ".cpp\"", ".cpp>", ".cc\"", ".cc>", ".cxx\"", ".cxx>" };
	if (text.n > 1 && ((unsigned char)text.s[0] & (unsigned char)text.s[1]) == 0xfe)
		return true; /* UTF-16: not looked into */
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		for (struct str left = text; left.n;) {
			const char *at = memmem(left.s, left.n, ends[i], strlen(ends[i]));
			if (!at)
				break;
			if (in_directive(text, at))
				return true;
			left = (struct str){ at + 1, (size_t)(text.s + text.n - at) - 1 };
		}
	return false;
}

/* Of a file that is not looked into: what stat says. */
static void feed_stat(struct walk *w, const struct tree_entry *f)
{
	struct stat st = { 0 };
	char path[TREE_PATH + 1];
	int64_t v[3];
	snprintf(path, sizeof path, STR_FMT, STR_ARG(f->path));
	fstatat(tree_root(w->t), path, &st, 0);
	v[0] = st.st_size;
	v[1] = st.st_mtim.tv_sec;
	v[2] = st.st_mtim.tv_nsec;
	feed(w->c, v, sizeof v);
}

/* Below the folders that were asked for? Beside a project's or a source's file counts as below. */
static bool near(const struct walk *w, struct str path)
{
	for (size_t i = 0; i < w->n_paths; i++) {
		const struct tree_entry *f = tree_find(w->t, w->paths[i]);
		struct str dir = w->paths[i];
		if (f && f->kind == TREE_FILE)
			while (dir.n && dir.s[dir.n - 1] != '/')
				dir.n--;
		while (dir.n && dir.s[dir.n - 1] == '/')
			dir.n--;
		if (!dir.n || (str_starts(path, dir) && path.n > dir.n && path.s[dir.n] == '/'))
			return true;
	}
	return w->n_paths == 0;
}

/* `look`: a unit, only looked at for what it includes. */
static void one_file(struct walk *w, const struct tree_entry *f, bool look)
{
	uint64_t left = CACHE_TREE_MAX - w->bytes;
	struct arena *a;
	struct err e = { 0 };
	struct str text;
	if (!near(w, f->path)) {
		feed_stat(w, f);
		return;
	}
	a = arena_new(0);
	if (!tree_read(w->t, a, f, left < CACHE_FILE_MAX ? left : CACHE_FILE_MAX, &text, &e)) {
		feed_stat(w, f);
	} else {
		w->bytes += text.n;
		if (!look)
			feed(w->c, text.s, text.n);
		w->all |= includes_source(text);
	}
	arena_free(a);
}

static bool is_unit(const struct walk *w, const struct tree_entry *f)
{
	return strtab_find(w->units, f->path) != 0;
}

static void walk_all(struct walk *w)
{
	for (size_t i = 0; i < tree_count(w->t); i++) {
		const struct tree_entry *f = tree_at(w->t, i);
		feed(w->c, f->path.s, f->path.n);
		feed(w->c, f->target.s, f->target.n);
		if (f->kind == TREE_FILE)
			one_file(w, f, is_unit(w, f));
	}
	for (size_t i = 0; w->all && i < tree_count(w->t); i++)
		if (is_unit(w, tree_at(w->t, i)))
			one_file(w, tree_at(w->t, i), false);
}

/* Macros of the projects may name a source, too. */
static void names_of_units(struct walk *w, const struct plan *p)
{
	for (size_t i = 0; i < p->drivers.n; i++) {
		const struct plan_driver *d = &p->drivers.v[i];
		for (size_t k = 0; k < d->units.n; k++) {
			const struct plan_unit *u = &d->units.v[k];
			strtab_add(w->units, u->path);
			for (size_t m = 0; m < u->macros.n; m++)
				w->all |= memmem(u->macros.v[m].value.s, u->macros.v[m].value.n, ".c", 2) != NULL;
			for (size_t m = 0; m < u->forced.n; m++)
				w->all |= memmem(u->forced.v[m].s, u->forced.v[m].n, ".c", 2) != NULL;
		}
	}
}

struct cache_key cache_tree(const struct tree *t, const struct plan *p, const struct str *paths, size_t n)
{
	struct arena *a = arena_new(0);
	struct cache_key k = { .known = false };
	struct walk w = { .c = begin(), .t = t, .units = strtab_new(a), .paths = paths, .n_paths = n };
	if (w.c) {
		names_of_units(&w, p);
		walk_all(&w);
		k = end(w.c);
	}
	arena_free(a);
	return k;
}

static char *read_whole(const char *path, size_t max, size_t *n)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *s = NULL;
	size_t have = 0;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= max)
		s = malloc((size_t)st.st_size + 1);
	while (s && have < (size_t)st.st_size) {
		ssize_t got = read(fd, s + have, (size_t)st.st_size - have);
		if (got <= 0)
			break;
		have += (size_t)got;
	}
	if (fd >= 0)
		close(fd);
	*n = have;
	return s;
}

struct cache_key cache_source(const char *root, struct str path)
{
	char full[PIPE_PATH * 5];
	struct cache_key k = { .known = false };
	size_t n;
	char *text;
	snprintf(full, sizeof full, "%s/" STR_FMT, root, STR_ARG(path));
	text = read_whole(full, CACHE_UNIT_MAX, &n);
	if (text)
		k = sum((struct str){ text, n }, STR(""));
	free(text);
	return k;
}

/* source/tree.c leaves such folders out. */
static bool unlisted(struct str path)
{
	while (path.n) {
		struct str head;
		if (!str_cut(path, '/', &head, &path))
			path.n = 0;
		if ((head.n && head.s[0] == '.') || str_is(head, "node_modules"))
			return true;
	}
	return false;
}

bool cache_fit(const char *root, const struct str *paths, size_t n, uint64_t since_ns)
{
	for (size_t i = 0; i < n; i++) {
		char full[PIPE_PATH * 5];
		struct stat st;
		if (paths[i].n && paths[i].s[0] == '<')
			continue;
		if (unlisted(paths[i]))
			return false;
		snprintf(full, sizeof full, "%s/" STR_FMT, root, STR_ARG(paths[i]));
		/* A stand-in is not on disk: that it is not is part of the tree's key. */
		if (stat(full, &st) == 0 &&
		    (uint64_t)st.st_ctim.tv_sec * 1000000000u + (uint64_t)st.st_ctim.tv_nsec + CACHE_SETTLED_NS >
			    since_ns)
			return false;
	}
	return true;
}

/* ---- keys ---- */

struct cache_key cache_unit(const char *root, const char *headers, const struct cache_key *tree,
			    const struct plan_driver *d, const struct plan_unit *u)
{
	struct plan_driver one = *d;
	struct plan p = { .drivers = { &one, 1, 1 } };
	struct plan_unit copy = *u;
	struct cache_key k = { .known = false };
	struct stat st;
	struct buf b;
	if (!tree->known || stat("/proc/self/exe", &st) != 0)
		return k;
	one.units.v = &copy;
	one.units.n = 1;
	buf_init(&b, (size_t)PIPE_PLAN_MIB << 20);
	wire_str(&b, str_from(root));
	wire_str(&b, str_from(headers));
	wire_u64(&b, st.st_dev);
	wire_u64(&b, st.st_ino);
	wire_u64(&b, (uint64_t)st.st_size);
	wire_u64(&b, (uint64_t)st.st_mtim.tv_sec);
	wire_u64(&b, (uint64_t)st.st_mtim.tv_nsec);
	plan_put(&p, &b);
	if (!b.full)
		k = sum(buf_view(&b), (struct str){ (const char *)tree->b, CACHE_KEY });
	buf_free(&b);
	return k;
}

struct cache_key cache_whole(const struct cache_key *unit, const struct cache_key *source)
{
	struct cache_key k = { .known = false };
	if (unit->known && source->known)
		k = sum((struct str){ (const char *)unit->b, CACHE_KEY },
			(struct str){ (const char *)source->b, CACHE_KEY });
	return k;
}

static void name_of(const char *dir, const struct cache_key *k, char *out, size_t room)
{
	size_t n = (size_t)snprintf(out, room, "%s/units/", dir);
	for (size_t i = 0; i < CACHE_KEY && n + 3 < room; i++, n += 2)
		snprintf(out + n, room - n, "%02x", k->b[i]);
}

/* ---- keeping ---- */

bool cache_get(const char *dir, const struct cache_key *key, void **block, struct str *unit, struct str *ir)
{
	char path[4096];
	struct head h;
	struct cache_key is;
	size_t n;
	char *s;
	name_of(dir, key, path, sizeof path);
	s = read_whole(path, (size_t)(PIPE_IR_MIB + PIPE_PLAN_MIB + 1) << 20, &n);
	*block = s;
	if (s && n >= sizeof h) {
		memcpy(&h, s, sizeof h);
		if (memcmp(h.magic, magic, sizeof magic) == 0 && h.unit <= n - sizeof h &&
		    h.ir == n - sizeof h - h.unit) {
			*unit = (struct str){ s + sizeof h, h.unit };
			*ir = (struct str){ s + sizeof h + h.unit, h.ir };
			is = sum(*unit, *ir);
			if (is.known && memcmp(is.b, h.sum, CACHE_KEY) == 0)
				return true;
		}
	}
	free(s);
	*block = NULL;
	return false;
}

void cache_put(const char *dir, const struct cache_key *key, struct str unit, struct str ir)
{
	char path[4096], tmp[4200];
	struct head h = { .unit = unit.n, .ir = ir.n };
	struct cache_key is = sum(unit, ir);
	struct iovec v[3] = { { &h, sizeof h },
			      { (void *)(uintptr_t)unit.s, unit.n },
			      { (void *)(uintptr_t)ir.s, ir.n } };
	int fd;
	if (!is.known)
		return;
	memcpy(h.magic, magic, sizeof magic);
	memcpy(h.sum, is.b, CACHE_KEY);
	name_of(dir, key, path, sizeof path);
	snprintf(tmp, sizeof tmp, "%s.%ld.tmp", path, (long)getpid());
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd < 0)
		return;
	if (writev(fd, v, 3) != (ssize_t)(sizeof h + unit.n + ir.n) || close(fd) != 0 || rename(tmp, path) != 0)
		unlink(tmp);
}

void cache_touch(const char *dir, const struct cache_key *key)
{
	char path[4096];
	name_of(dir, key, path, sizeof path);
	utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
}

struct old {
	int64_t used;
	uint64_t size;
	char *name;
};

static int older(const void *x, const void *y)
{
	int64_t a = ((const struct old *)x)->used, b = ((const struct old *)y)->used;
	return (a > b) - (a < b);
}

/* What ends in `end` ("" = anything), the longest unused first, until three quarters of `max` are left. */
static void prune(const char *path, const char *tail, uint64_t max)
{
	struct arena *a = arena_new(0);
	VEC(struct old) v = { 0 };
	uint64_t all = 0;
	DIR *d = opendir(path);
	struct dirent *de;
	while (d && (de = readdir(d))) {
		struct stat st;
		if (!str_ends(str_from(de->d_name), str_from(tail)) ||
		    fstatat(dirfd(d), de->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
			continue;
		all += (uint64_t)st.st_size;
		/* Precompiled headers are only read, units touched by their parent: whichever is later. */
		*VEC_PUSH(a, &v) = (struct old){ st.st_atime > st.st_mtime ? st.st_atime : st.st_mtime,
						 (uint64_t)st.st_size, arena_printf(a, "%s", de->d_name) };
	}
	if (all > max) {
		qsort(v.v, v.n, sizeof *v.v, older);
		for (size_t i = 0; i < v.n && all > max / 4 * 3; i++)
			if (unlinkat(dirfd(d), v.v[i].name, 0) == 0)
				all -= v.v[i].size;
	}
	if (d)
		closedir(d);
	arena_free(a);
}

void cache_prune(const char *dir)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/units", dir);
	prune(path, "", CACHE_BYTES);
	prune(dir, ".pch", CACHE_PCH_BYTES);
}
