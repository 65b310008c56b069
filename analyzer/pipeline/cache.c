#include "pipeline/cache.h"

#include "base/buf.h"
#include "base/map.h"
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

/* The parts of a kept unit: this, the two payloads. */
struct head {
	char magic[8];
	uint64_t unit, ir;
	unsigned char sum[CACHE_KEY]; /* of both payloads */
};
static const char magic[8] = "rcunit3";

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

struct cache_key cache_tree(const struct tree *t)
{
	struct cache_key k = { .known = false };
	EVP_MD_CTX *c = begin();
	for (size_t i = 0; c && i < tree_count(t); i++) {
		const struct tree_entry *f = tree_at(t, i);
		feed(c, f->path.s, f->path.n);
		feed(c, f->target.s, f->target.n);
	}
	if (c)
		k = end(c);
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

/* ---- what a unit reads ---- */

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

struct cache_reader {
	struct arena *a;
	const char *root;
	struct strtab *paths;
	struct map *at; /* path -> index in `sums` + 1 */
	VEC(struct cache_key) sums;
};

struct cache_reader *cache_reader(struct arena *a, const char *root)
{
	struct cache_reader *r = ARENA_NEW(a, struct cache_reader);
	r->a = a;
	r->root = root;
	r->paths = strtab_new(a);
	r->at = map_new(a);
	return r;
}

static void full_path(const struct cache_reader *r, struct str path, char *out, size_t room)
{
	snprintf(out, room, "%s/" STR_FMT, r->root, STR_ARG(path));
}

/* Units share headers: each file is read once. Not known: there is none, or none of this size. */
static struct cache_key contents(struct cache_reader *r, struct str path)
{
	uint32_t id = strtab_add(r->paths, path);
	uint64_t *slot = map_put(r->at, id);
	if (!*slot) {
		char full[PIPE_PATH * 5], *text;
		size_t n;
		full_path(r, path, full, sizeof full);
		text = read_whole(full, CACHE_FILE_MAX, &n);
		*VEC_PUSH(r->a, &r->sums) =
			text ? sum((struct str){ text, n }, STR("")) : (struct cache_key){ .known = false };
		*slot = r->sums.n;
		free(text);
	}
	return r->sums.v[*slot - 1];
}

static void put_hex(struct buf *b, const struct cache_key *k)
{
	for (size_t i = 0; i < CACHE_KEY; i++)
		buf_printf(b, "%02x", k->b[i]);
}

static void put_line(struct buf *b, const struct cache_key *k, struct str path)
{
	put_hex(b, k);
	buf_printf(b, "  " STR_FMT "\n", STR_ARG(path));
}

/* A stand-in is not on disk: that it is not is part of the tree's key. */
static bool add_read(struct cache_reader *r, struct str path, uint64_t since_ns, struct buf *out)
{
	char full[PIPE_PATH * 5];
	struct cache_key k;
	struct stat st;
	full_path(r, path, full, sizeof full);
	if (stat(full, &st) != 0)
		return true;
	if ((uint64_t)st.st_ctim.tv_sec * 1000000000u + (uint64_t)st.st_ctim.tv_nsec + CACHE_SETTLED_NS > since_ns)
		return false;
	k = contents(r, path);
	put_line(out, &k, path);
	return k.known;
}

bool cache_reads(struct cache_reader *r, const struct strtab *paths, uint64_t since_ns, struct buf *out)
{
	for (uint32_t i = 1; i < strtab_count(paths); i++) {
		struct str path = strtab_get(paths, i);
		if (unlisted(path) || memchr(path.s, '\n', path.n) || !add_read(r, path, since_ns, out))
			return false;
	}
	return !out->full && out->n;
}

/* The same list with what stands in the files now; false = it is none, or one of them is gone. */
static bool reads_now(struct cache_reader *r, struct str old, struct buf *out)
{
	while (old.n) {
		struct str line, path;
		struct cache_key k;
		if (!str_cut(old, '\n', &line, &old) || line.n <= 2 * CACHE_KEY + 2)
			return false;
		path = (struct str){ line.s + 2 * CACHE_KEY + 2, line.n - 2 * CACHE_KEY - 2 };
		k = contents(r, path);
		if (!k.known)
			return false;
		put_line(out, &k, path);
	}
	return !out->full && out->n;
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

/* Of the unit when it reads this. */
static struct cache_key with_reads(const struct cache_key *unit, struct str reads)
{
	struct cache_key k = { .known = false };
	if (unit->known && reads.n)
		k = sum((struct str){ (const char *)unit->b, CACHE_KEY }, reads);
	return k;
}

static void name_of(const char *dir, const struct cache_key *k, char *out, size_t room)
{
	size_t n = (size_t)snprintf(out, room, "%s/units/", dir);
	for (size_t i = 0; i < CACHE_KEY && n + 3 < room; i++, n += 2)
		snprintf(out + n, room - n, "%02x", k->b[i]);
}

/* ---- keeping ---- */

static bool get_parts(const char *path, void **block, struct str *unit, struct str *ir)
{
	struct head h;
	struct cache_key is;
	size_t n;
	char *s = read_whole(path, (size_t)(PIPE_IR_MIB + PIPE_PLAN_MIB + 1) << 20, &n);
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

bool cache_get(const char *dir, struct cache_reader *r, const struct cache_key *unit_key, struct cache_key *parts,
	       void **block, struct str *unit, struct str *ir)
{
	char path[4096];
	struct buf now;
	size_t n;
	char *old;
	*block = NULL;
	name_of(dir, unit_key, path, sizeof path);
	old = read_whole(path, CACHE_READS_MAX, &n);
	buf_init(&now, CACHE_READS_MAX);
	*parts = (struct cache_key){ .known = false };
	if (old && reads_now(r, (struct str){ old, n }, &now))
		*parts = with_reads(unit_key, buf_view(&now));
	buf_free(&now);
	free(old);
	if (!parts->known)
		return false;
	name_of(dir, parts, path, sizeof path);
	return get_parts(path, block, unit, ir);
}

static void put_file(const char *path, struct iovec *v, int n)
{
	char tmp[4200];
	size_t all = 0;
	int fd;
	for (int i = 0; i < n; i++)
		all += v[i].iov_len;
	snprintf(tmp, sizeof tmp, "%s.%ld.tmp", path, (long)getpid());
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd < 0)
		return;
	if (writev(fd, v, n) != (ssize_t)all || close(fd) != 0 || rename(tmp, path) != 0)
		unlink(tmp);
}

static struct iovec part(struct str s)
{
	return (struct iovec){ (void *)(uintptr_t)s.s, s.n };
}

void cache_put(const char *dir, const struct cache_key *unit_key, struct str reads, struct str unit, struct str ir)
{
	char path[4096];
	struct head h = { .unit = unit.n, .ir = ir.n };
	struct cache_key is = sum(unit, ir), parts = with_reads(unit_key, reads);
	struct iovec v[3] = { { &h, sizeof h }, part(unit), part(ir) }, list = part(reads);
	if (!is.known || !parts.known)
		return;
	memcpy(h.magic, magic, sizeof magic);
	memcpy(h.sum, is.b, CACHE_KEY);
	name_of(dir, &parts, path, sizeof path);
	put_file(path, v, 3);
	name_of(dir, unit_key, path, sizeof path);
	put_file(path, &list, 1);
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
