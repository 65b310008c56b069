/* Opening: folders, the case-insensitive index of system headers, the version that keys caches. */
#include "front/front_int.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

#define MINGW "/usr/x86_64-w64-mingw32/include"
#define RESOURCE "/usr/lib/llvm-19/lib/clang/19"

enum { INDEX_DEPTH = 3 }; /* folders below a system folder that an include may name */

static const char *const model_parts[] = { "sal", "nt", "wdf", "wpp", "x86" };
static const char *const user_parts[] = { "sal", "um", "wdf", "wpp", "x86" };

struct str front_lower(struct arena *a, struct str s)
{
	struct str out = arena_str(a, s);
	for (size_t i = 0; i < out.n; i++)
		((char *)out.s)[i] = (char)tolower((unsigned char)out.s[i]);
	return out;
}

static void index_file(struct front *f, const char *dir, struct str name)
{
	uint32_t id = strtab_add(f->names, front_lower(f->a, name));
	uint64_t *slot = map_put(f->headers, id);
	if (*slot) /* an earlier folder wins, as it does for the compiler */
		return;
	*VEC_PUSH(f->a, &f->header) = str_from(arena_printf(f->a, "%s/" STR_FMT, dir, STR_ARG(name)));
	*slot = f->header.n;
}

static void hash_stat(struct front *f, struct str name, const struct stat *st)
{
	f->header_hash = hash_mix(f->header_hash, hash_bytes(name.s, name.n));
	f->header_hash = hash_mix(f->header_hash, (uint64_t)st->st_size);
	f->header_hash =
		hash_mix(f->header_hash, (uint64_t)st->st_mtim.tv_sec * 1000000007u + (uint64_t)st->st_mtim.tv_nsec);
}

/* alphasort compares as the locale does, which takes longer. */
static int by_bytes(const struct dirent **x, const struct dirent **y)
{
	return strcmp((*x)->d_name, (*y)->d_name);
}

/* `below` is what authors write in front of the name: "", "sys" or "ucx/1.5". Sorted, so that the hash is always the same. */
static void index_dir(struct front *f, const char *dir, const char *below, int depth)
{
	struct dirent **list = NULL;
	char path[PATH_MAX];
	int n, fd;
	snprintf(path, sizeof path, "%s/%s", dir, below);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	n = fd < 0 ? 0 : scandirat(fd, ".", &list, NULL, by_bytes);
	for (int i = 0; i < n; i++) {
		struct stat st;
		char rel[600];
		snprintf(rel, sizeof rel, "%s%s%s", below, *below ? "/" : "", list[i]->d_name);
		if (list[i]->d_name[0] == '.' || fstatat(fd, list[i]->d_name, &st, 0) != 0) {
			free(list[i]);
			continue;
		}
		if (S_ISDIR(st.st_mode) && depth < INDEX_DEPTH) {
			index_dir(f, dir, rel, depth + 1);
		} else if (S_ISREG(st.st_mode)) {
			index_file(f, dir, str_from(rel));
			hash_stat(f, str_from(rel), &st);
		}
		free(list[i]);
	}
	free(list);
	if (fd >= 0)
		close(fd);
}

static void add_dir(struct front *f, const char *path)
{
	char real[PATH_MAX];
	if (!path || !realpath(path, real))
		return;
	for (int round = 0; round < 2; round++) {
		const char *p = round ? real : path;
		bool have = false;
		for (size_t i = 0; i < f->n_dirs; i++)
			have |= strcmp(f->dirs[i], p) == 0;
		if (!have && f->n_dirs < FRONT_DIRS_MAX)
			f->dirs[f->n_dirs++] = arena_printf(f->a, "%s", p);
	}
}

/* Debian's mingw folders hold symbolic links into a shared one: a jail has to allow the target too. */
static void add_link_target(struct front *f, const char *dir, const char *name)
{
	char path[PATH_MAX], real[PATH_MAX], *slash;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (!realpath(path, real))
		return;
	slash = strrchr(real, '/');
	if (slash)
		*slash = 0;
	add_dir(f, real);
}

/* The newest version's folder below `dir`: "1.9" comes before "1.33". */
static const char *newest(struct front *f, const char *dir)
{
	struct dirent **list = NULL;
	const char *best = NULL;
	int n = scandir(dir, &list, NULL, versionsort);
	for (int i = 0; i < n; i++) {
		if (isdigit((unsigned char)list[i]->d_name[0]))
			best = arena_printf(f->a, "%s/%s", dir, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return best;
}

static void add_sys(const char **list, size_t *n, const char *path)
{
	struct stat st;
	if (path && *n < FRONT_SYS_MAX && stat(path, &st) == 0)
		list[(*n)++] = path;
}

/* A real kit: its own headers in place of the supplements and of the host's; annotations and trace markers stay the model's. */
static void kit_dirs(struct front *f)
{
	const char *root = f->c.model_dir, *kit = f->c.wdk_dir;
	const char *sal = arena_printf(f->a, "%s/sal", root), *wpp = arena_printf(f->a, "%s/wpp", root),
		   *x86 = arena_printf(f->a, "%s/x86", root), *shared = arena_printf(f->a, "%s/shared", kit);
	add_sys(f->sys, &f->n_sys, sal);
	add_sys(f->sys, &f->n_sys, arena_printf(f->a, "%s/km", kit));
	add_sys(f->sys, &f->n_sys, newest(f, arena_printf(f->a, "%s/wdf/kmdf", kit)));
	add_sys(f->sys, &f->n_sys, wpp);
	add_sys(f->sys, &f->n_sys, x86);
	add_sys(f->sys, &f->n_sys, shared);
	add_sys(f->sys, &f->n_sys, arena_printf(f->a, "%s/km/crt", kit));
	add_sys(f->user, &f->n_user, sal);
	add_sys(f->user, &f->n_user, arena_printf(f->a, "%s/um", kit));
	add_sys(f->user, &f->n_user, newest(f, arena_printf(f->a, "%s/wdf/umdf", kit)));
	add_sys(f->user, &f->n_user, wpp);
	add_sys(f->user, &f->n_user, x86);
	add_sys(f->user, &f->n_user, shared);
	add_sys(f->user, &f->n_user, arena_printf(f->a, "%s/ucrt", kit));
	for (size_t i = 0; i < f->n_sys; i++)
		index_dir(f, f->sys[i], "", 0);
	for (size_t i = 0; i < f->n_user; i++)
		index_dir(f, f->user[i], "", 0);
	add_dir(f, f->c.root);
	add_dir(f, root);
	add_dir(f, kit);
	add_dir(f, f->c.resource_dir);
	add_dir(f, f->c.cache_dir);
}

static void sys_dirs(struct front *f)
{
	const char *root = f->c.model_dir;
	if (f->c.wdk_dir) {
		kit_dirs(f);
		return;
	}
	for (size_t i = 0; i < sizeof model_parts / sizeof *model_parts; i++)
		f->sys[f->n_sys++] = arena_printf(f->a, "%s/%s", root, model_parts[i]);
	f->sys[f->n_sys++] = arena_printf(f->a, "%s/ddk", f->c.mingw_dir);
	f->sys[f->n_sys++] = f->c.mingw_dir;
	for (size_t i = 0; i < f->n_sys; i++)
		index_dir(f, f->sys[i], "", 0);
	for (size_t i = 0; i < sizeof user_parts / sizeof *user_parts; i++)
		f->user[f->n_user++] = arena_printf(f->a, "%s/%s", root, user_parts[i]);
	f->user[f->n_user++] = f->c.mingw_dir;
	f->user[f->n_user++] = f->sys[f->n_sys - 2];
	f->user[f->n_user++] = arena_printf(f->a, "%s/nt", root); /* last: for what user mode has nowhere else */
	index_dir(f, f->user[1], "", 0);
	add_dir(f, f->c.root);
	add_dir(f, root);
	add_dir(f, f->c.mingw_dir);
	add_link_target(f, f->sys[f->n_sys - 2], "wdm.h");
	add_link_target(f, f->c.mingw_dir, "windef.h");
	add_dir(f, f->c.resource_dir);
	add_dir(f, f->c.cache_dir);
}

static const char *absolute(struct front *f, const char *path)
{
	char real[PATH_MAX];
	if (!path)
		return NULL;
	return arena_printf(f->a, "%s", realpath(path, real) ? real : path);
}

struct front *front_open(const struct front_config *c, struct err *e)
{
	struct arena *a = arena_new(0);
	struct front *f = ARENA_NEW(a, struct front);
	CXString v = clang_getClangVersion();
	struct stat st;
	f->a = a;
	f->c = *c;
	f->c.root = absolute(f, c->root);
	f->c.model_dir = absolute(f, c->model_dir);
	f->c.cache_dir = absolute(f, c->cache_dir);
	f->c.wdk_dir = absolute(f, c->wdk_dir);
	f->c.mingw_dir = c->mingw_dir ? c->mingw_dir : MINGW;
	f->c.resource_dir = c->resource_dir ? c->resource_dir : RESOURCE;
	if (!f->c.max_rounds)
		f->c.max_rounds = FRONT_ROUNDS;
	f->names = strtab_new(a);
	f->headers = map_new(a);
	f->reads = strtab_new(a);
	f->dir_names = strtab_new(a);
	f->dir_index = map_new(a);
	if (!f->c.root || !f->c.model_dir || stat(f->c.model_dir, &st) != 0 || stat(f->c.mingw_dir, &st) != 0 ||
	    stat(f->c.resource_dir, &st) != 0) {
		err_set(e, ERR_USAGE, "header folders not found: need %s, %s and %s",
			f->c.model_dir ? f->c.model_dir : "(model)", f->c.mingw_dir, f->c.resource_dir);
		clang_disposeString(v);
		arena_free(a);
		return NULL;
	}
	sys_dirs(f);
	if (f->c.wdk_dir && (f->n_sys < 4 || !strtab_find(f->names, STR("wdm.h")))) {
		err_set(e, ERR_USAGE,
			"no driver kit at %s: need the Include folder of one version, with km/, shared/ and wdf/",
			f->c.wdk_dir);
		clang_disposeString(v);
		arena_free(a);
		return NULL;
	}
	/* excludeDeclarationsFromPCH: without it the first walk reads every declaration of the PCH (50 ms). */
	f->index = clang_createIndex(1, 0);
	snprintf(f->version, sizeof f->version, "%s headers %016llx rounds %u", clang_getCString(v),
		 (unsigned long long)f->header_hash, f->c.max_rounds);
	clang_disposeString(v);
	return f;
}

void front_close(struct front *f)
{
	if (!f)
		return;
	clang_disposeIndex(f->index);
	arena_free(f->a);
}

size_t front_read_dirs(const struct front *f, const char **out)
{
	memcpy(out, f->dirs, f->n_dirs * sizeof *out);
	return f->n_dirs;
}

const struct front_stats *front_stats(const struct front *f)
{
	return &f->stats;
}

const struct strtab *front_reads(const struct front *f)
{
	return f->reads;
}

const char *front_version(const struct front *f)
{
	return f->version;
}
