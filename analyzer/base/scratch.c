/* Private folders for what is unpacked, and their removal; names below may be hostile, links are never followed. */
#include "base/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REMOVE_DEPTH = 512 };

char *scratch_make(struct arena *a, const char *dir, const char *prefix, struct err *e)
{
	const char *tmp = dir ? dir : getenv("TMPDIR");
	char *path = arena_printf(a, "%s/%sXXXXXX", tmp && *tmp == '/' ? tmp : "/tmp", prefix);
	char *real;
	if (!mkdtemp(path)) {
		err_set(e, ERR_IO, "making a scratch folder %s: %s", path, strerror(errno));
		return NULL;
	}
	real = realpath(path, NULL);
	if (real)
		path = arena_printf(a, "%s", real);
	free(real);
	return path;
}

static void empty(int fd, int depth)
{
	DIR *d = fdopendir(fd);
	const struct dirent *x;
	if (!d) {
		close(fd);
		return;
	}
	while ((x = readdir(d))) {
		int sub;
		if (strcmp(x->d_name, ".") == 0 || strcmp(x->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(d), x->d_name, 0) == 0 || depth >= REMOVE_DEPTH)
			continue;
		if (fchmodat(dirfd(d), x->d_name, 0700, 0) != 0)
			continue;
		sub = openat(dirfd(d), x->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub >= 0)
			empty(sub, depth + 1);
		unlinkat(dirfd(d), x->d_name, AT_REMOVEDIR);
	}
	closedir(d);
}

void scratch_remove(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0)
		empty(fd, 0);
	rmdir(path);
}
