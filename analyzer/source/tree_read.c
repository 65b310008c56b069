#include "source/path.h"
#include "source/text.h"
#include "source/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens a file component by component, so that a link put in its way after the walk is not followed. */
static int open_inside(const struct tree *t, struct str path)
{
	char name[TREE_PATH + 1];
	struct str head, tail = path;
	int dir = tree_root(t), fd = -1;
	for (bool more = true; more;) {
		more = str_cut(tail, '/', &head, &tail);
		if (head.n > TREE_PATH)
			break;
		memcpy(name, head.s, head.n);
		name[head.n] = 0;
		fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (more ? O_DIRECTORY : O_NONBLOCK));
		if (dir != tree_root(t))
			close(dir);
		if (fd < 0)
			return -1;
		dir = fd;
	}
	return fd;
}

static bool read_all(int fd, char *p, size_t max, size_t *n)
{
	*n = 0;
	while (*n < max) {
		ssize_t r = read(fd, p + *n, max - *n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return false;
		if (r == 0)
			break;
		*n += (size_t)r;
	}
	return true;
}

bool tree_read(const struct tree *t, struct arena *a, const struct tree_entry *f, size_t max, struct str *out,
	       struct err *e)
{
	struct str path = f->target.n ? f->target : f->path;
	struct stat st;
	char *p;
	bool ok;
	int fd = open_inside(t, path);
	if (fd < 0)
		return err_set(e, ERR_IO, STR_FMT ": %s", STR_ARG(f->path), strerror(errno));
	ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (!ok || (uint64_t)st.st_size > max) {
		close(fd);
		return ok ? err_set(e, ERR_TOO_LARGE, STR_FMT ": larger than %zu bytes", STR_ARG(f->path), max)
			  : err_set(e, ERR_IO, STR_FMT ": not a file", STR_ARG(f->path));
	}
	p = arena_alloc(a, (size_t)st.st_size + 1);
	ok = read_all(fd, p, (size_t)st.st_size, &out->n);
	close(fd);
	if (!ok)
		return err_set(e, ERR_IO, STR_FMT ": %s", STR_ARG(f->path), strerror(errno));
	out->s = p;
	return true;
}

bool tree_text(const struct tree *t, struct arena *a, const struct tree_entry *f, size_t max, struct str *out,
	       struct err *e)
{
	enum text_encoding enc;
	struct str raw;
	if (!tree_read(t, a, f, max, &raw, e))
		return false;
	if (!source_text(a, raw, out, &enc))
		return err_set(e, ERR_INPUT, STR_FMT ": binary, not text", STR_ARG(f->path));
	return true;
}
