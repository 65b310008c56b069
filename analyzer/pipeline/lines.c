/* Hashes of the lines that findings stand on: bytes of the tree are looked at, never parsed. */
#include "pipeline/pipe_priv.h"

#include "report/line_hash.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILE_MAX = 16 << 20 }; /* as much of a source as is parsed */

/* Nothing outside of the tree, whatever links there are in it. */
static int open_below(int root, const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC, .resolve = RESOLVE_BENEATH };
	return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}

static struct str read_below(struct arena *a, int root, struct str path)
{
	struct stat st;
	struct str text = { NULL, 0 };
	int fd = open_below(root, arena_printf(a, STR_FMT, STR_ARG(path)));
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX) {
		char *p = arena_alloc(a, (size_t)st.st_size + 1);
		ssize_t n;
		while (text.n < (size_t)st.st_size && (n = read(fd, p + text.n, (size_t)st.st_size - text.n)) > 0)
			text.n += (size_t)n;
		text.s = p;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

void pipe_line_hashes(const char *root, struct review_report *r)
{
	int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0, end; dir >= 0 && i < r->findings.n; i = end) {
		struct arena *tmp = arena_new(0);
		line_hash_list lines = { 0 };
		struct str file = r->findings.v[i].at.file, text = read_below(tmp, dir, file);
		if (text.s)
			line_hashes(tmp, text, &lines);
		for (end = i; end < r->findings.n && str_eq(r->findings.v[end].at.file, file); end++) {
			struct finding *f = &r->findings.v[end];
			if (f->at.line <= lines.n && f->at.line)
				f->line_hash = line_hash_text(r->a, lines.v[f->at.line - 1]);
		}
		arena_free(tmp);
	}
	if (dir >= 0)
		close(dir);
}
