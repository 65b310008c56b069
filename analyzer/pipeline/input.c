/* From words to a root and paths below it. */
#include "pipeline/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const archive_tails[] = { ".zip",	".tar", ".tar.gz",  ".tgz",  ".tar.zst", ".tzst",
					     ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".7z" };

static bool is_archive(struct str path)
{
	for (size_t i = 0; i < sizeof archive_tails / sizeof archive_tails[0]; i++) {
		struct str tail = str_from(archive_tails[i]);
		if (path.n > tail.n && str_eq_nocase((struct str){ path.s + path.n - tail.n, tail.n }, tail))
			return true;
	}
	return false;
}

struct word {
	struct str path; /* real, absolute */
	bool folder;
};

static bool look(struct arena *a, const char *word, struct word *out, struct err *e)
{
	char real[PATH_MAX];
	struct stat st;
	if (!realpath(word, real) || stat(real, &st) != 0)
		return err_set(e, ERR_NOT_FOUND, "%s: %s", word, strerror(errno));
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return err_set(e, ERR_USAGE, "%s is neither a folder nor a file", word);
	out->path = str_from(arena_printf(a, "%s", real));
	out->folder = S_ISDIR(st.st_mode);
	return true;
}

/* Of a file its folder, of a folder itself; then upwards until `other` is below. */
static struct str folder_of(struct str p)
{
	while (p.n > 1 && p.s[p.n - 1] != '/')
		p.n--;
	if (p.n > 1)
		p.n--;
	return p;
}

static bool below(struct str root, struct str p)
{
	return str_starts(p, root) && (root.n == 1 || p.n == root.n || p.s[root.n] == '/');
}

static struct str rest(struct str root, struct str p)
{
	size_t skip = root.n == 1 ? 1 : root.n + 1;
	return p.n > skip ? (struct str){ p.s + skip, p.n - skip } : STR("");
}

bool pipeline_input_from(struct arena *a, const char *const *words, size_t n, struct pipeline_input *in, int *archive,
			 struct err *e)
{
	struct word *w = ARENA_ARRAY(a, struct word, n + 1);
	struct str root = { 0 }, *paths = ARENA_ARRAY(a, struct str, n + 1);
	*archive = -1;
	for (size_t i = 0; i < n; i++) {
		if (!look(a, words[i], &w[i], e))
			return false;
		if (!w[i].folder && is_archive(w[i].path)) {
			if (n > 1)
				return err_set(e, ERR_USAGE, "%s: give an archive alone", words[i]);
			*archive = open(w[i].path.s, O_RDONLY | O_CLOEXEC);
			in->name = str_from(arena_printf(a, "%s", words[i]));
			return *archive >= 0 || err_set(e, ERR_IO, "%s: %s", words[i], strerror(errno));
		}
	}
	if (n == 0)
		return err_set(e, ERR_USAGE, "nothing was given to review");
	root = w[0].folder ? w[0].path : folder_of(w[0].path);
	for (size_t i = 1; i < n; i++)
		while (!below(root, w[i].path))
			root = folder_of(root);
	in->root = arena_printf(a, STR_FMT, STR_ARG(root));
	in->name = str_from(arena_printf(a, "%s", words[0]));
	if (n == 1 && w[0].folder)
		return true;
	for (size_t i = 0; i < n; i++)
		paths[i] = rest(root, w[i].path);
	in->paths = paths;
	in->n_paths = n;
	return true;
}

const char *pipeline_model_dir(struct arena *a, struct err *e)
{
	static const char *const beside[] = { "../share/ringcheck/include", "../../analyzer/model/include" };
	const char *env = getenv("RINGCHECK_MODEL_DIR");
	char exe[PATH_MAX], real[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	struct stat st;
	char *slash;
	if (env && *env)
		return env;
	exe[n > 0 ? n : 0] = 0;
	slash = strrchr(exe, '/');
	if (slash)
		*slash = 0;
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		if (realpath(arena_printf(a, "%s/%s", exe, beside[i]), real) && stat(real, &st) == 0 &&
		    S_ISDIR(st.st_mode))
			return arena_printf(a, "%s", real);
	err_set(e, ERR_USAGE,
		"the model headers are neither installed beside this program nor named by RINGCHECK_MODEL_DIR");
	return NULL;
}
