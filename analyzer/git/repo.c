/* The bare repository: a cache. Whatever is wrong with it, it is thrown away and made anew. */
#include "git/git_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool put_file(const char *path, const char *text, uint32_t uid, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
		    (!uid || fchown(fd, uid, uid) == 0);
	if (!good)
		err_set(e, ERR_IO, "writing %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

static bool folder(const char *path, uint32_t uid, struct err *e)
{
	if ((mkdir(path, 0700) == 0 || errno == EEXIST) && (!uid || chown(path, uid, uid) == 0))
		return true;
	return err_set(e, ERR_IO, "making %s: %s", path, strerror(errno));
}

static uint32_t owner(const struct git *g)
{
	return geteuid() == 0 ? g->c.jail_uid : 0;
}

/* What `git init` would make, less all that nobody needs. */
static bool make(struct git *g, bool sha256, struct err *e)
{
	static const char *const folders[] = { "objects", "objects/info", "objects/pack",
					       "refs",	  "refs/heads",	  "refs/rc" };
	const char *config = sha256 ? "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"
				      "[extensions]\n\tobjectFormat = sha256\n"
				    : "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
	uint32_t uid = owner(g);
	if (!folder(g->repo, uid, e))
		return false;
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		if (!folder(arena_printf(g->a, "%s/%s", g->repo, folders[i]), uid, e))
			return false;
	return put_file(arena_printf(g->a, "%s/config", g->repo), config, uid, e) &&
	       put_file(arena_printf(g->a, "%s/HEAD", g->repo), "ref: refs/heads/none\n", uid, e);
}

/* What a git that was killed leaves, and what it has grown to. */
static bool tidy(struct git *g)
{
	static const char *const locks[] = { "shallow.lock", "config.lock", "packed-refs.lock", "HEAD.lock" };
	char *path = arena_printf(g->a, "%s/objects/pack", g->repo);
	DIR *d = opendir(path);
	const struct dirent *x;
	uint64_t bytes = 0, packs = 0;
	struct stat st;
	if (!d)
		return false;
	for (size_t i = 0; i < sizeof locks / sizeof locks[0]; i++)
		unlink(arena_printf(g->a, "%s/%s", g->repo, locks[i]));
	while ((x = readdir(d))) {
		if (strncmp(x->d_name, "tmp_", 4) == 0) {
			unlinkat(dirfd(d), x->d_name, 0);
		} else if (fstatat(dirfd(d), x->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode)) {
			bytes += (uint64_t)st.st_size;
			packs += str_ends(str_from(x->d_name), STR(".pack"));
		}
	}
	closedir(d);
	for (int i = 0; i < REPO_SLOTS; i++)
		unlink(arena_printf(g->a, "%s/refs/rc/%d.lock", g->repo, i));
	return bytes <= (uint64_t)GIT_REPO_MIB << 20 && packs <= GIT_PACKS;
}

bool repo_fit(struct git *g, bool sha256, struct err *e)
{
	char text[256] = "";
	int fd = open(arena_printf(g->a, "%s/config", g->repo), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n > 0 && (strstr(text, "sha256") != NULL) == sha256 && tidy(g))
		return true;
	scratch_remove(g->repo);
	return make(g, sha256, e);
}

void repo_throw_away(struct git *g)
{
	scratch_remove(g->repo);
}

static bool lock(struct git *g, struct err *e)
{
	uint64_t until = sandbox_now_ns() + GIT_LOCK_S * 1000000000ull;
	g->lock = open(arena_printf(g->a, "%s/lock", g->c.dir), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (g->lock < 0)
		return err_set(e, ERR_IO, "the lock of %s: %s", g->c.dir, strerror(errno));
	while (flock(g->lock, LOCK_EX | LOCK_NB) != 0) {
		if (g->c.cancelled && g->c.cancelled(g->c.user))
			return err_set(e, ERR_CONFLICT, "cancelled");
		if (sandbox_now_ns() > until)
			return err_set(e, ERR_TIMEOUT, "another worker holds the repository for more than %d s",
				       GIT_LOCK_S);
		usleep(20000);
	}
	futimens(g->lock, NULL); /* who looks for the longest unused one sees it */
	return true;
}

/* Strict: git runs in a network of its own, or not at all. */
static bool network(struct git *g, struct err *e)
{
	g->open_net = !sandbox_net_possible();
	if (!g->open_net)
		return true;
	snprintf(g->missing, sizeof g->missing,
		 "this system forbids user namespaces: git has the machine's network instead of one of its own");
	return g->c.need == SANDBOX_BEST_EFFORT ||
	       err_set(e, ERR_UNAVAILABLE,
		       "%s; allow them (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces, or the "
		       "container's profile), or set `sandbox = best-effort`",
		       g->missing);
}

struct git *git_open(struct arena *a, const struct git_config *c, struct err *e)
{
	struct git *g = ARENA_NEW(a, struct git);
	g->a = a;
	g->c = *c;
	g->lock = -1;
	if (!g->c.down_mib)
		g->c.down_mib = GIT_DOWN_MIB;
	if (!g->c.wall_s)
		g->c.wall_s = GIT_WALL_S;
	g->repo = arena_printf(a, "%s/repo", c->dir);
	if ((mkdir(c->dir, 0711) != 0 && errno != EEXIST)) {
		err_set(e, ERR_IO, "making %s: %s", c->dir, strerror(errno));
		return NULL;
	}
	g->jail = sandbox_open(c->need, e);
	if (g->jail && network(g, e) && lock(g, e))
		return g;
	git_close(g);
	return NULL;
}

void git_close(struct git *g)
{
	if (!g)
		return;
	if (g->lock >= 0)
		close(g->lock);
	sandbox_close(g->jail);
}

const char *git_missing(const struct git *g)
{
	return g->missing[0] ? g->missing : NULL;
}
