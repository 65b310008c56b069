/* Differences, and a folder that follows a commit. */
#include "git/git_priv.h"

#include "base/strtab.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { GROUP = 32 << 20 /* bytes of contents asked for at once */, AGE_S = 10, PATH_BYTES = 400, DEPTH = 60 };

struct file {
	struct str path, oid;
	int64_t size;
};
struct files {
	struct file *v;
	size_t n, cap;
};

/* ---- contents ---- */

static bool fetch_those(struct git *g, const struct git_remote *r, struct files *f, struct err *e)
{
	struct str *oids = ARENA_ARRAY(g->a, struct str, f->n + 1), *gone = ARENA_ARRAY(g->a, struct str, f->n + 1);
	int64_t *sizes = ARENA_ARRAY(g->a, int64_t, f->n + 1);
	struct strtab *seen = strtab_new(g->a);
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		oids[i] = f->v[i].oid;
	for (int round = 0; round < 2; round++) {
		if (!objects_look(g, oids, f->n, sizes, e))
			return false;
		n = 0;
		for (size_t i = 0; i < f->n; i++) {
			f->v[i].size = sizes[i];
			if (sizes[i] >= 0 || (round == 0 && strtab_find(seen, oids[i])))
				continue;
			strtab_add(seen, oids[i]);
			gone[n++] = oids[i];
		}
		if (n == 0)
			return true;
		if (round == 0 && r && !objects_fetch(g, r, gone, n, e))
			return false;
	}
	return err_set(e, ERR_UNAVAILABLE, "the git server does not send %zu of the files that were asked for", n);
}

/* ---- differences ---- */

static bool diff(struct git *g, const char *const *args, struct changes *out, struct err *e)
{
	struct buf said;
	struct run r = { .args = args, .out = &said };
	bool good;
	buf_init(&said, (size_t)GIT_OUT_MIB << 20);
	good = run_git(g, &r, e) && (r.status == 0 || git_sorry(&r, "comparing the commits", e)) &&
	       changes_read(g->a, buf_view(&said), out, e);
	buf_free(&said);
	return good;
}

static int by_path(const void *x, const void *y)
{
	const struct change *a = x, *b = y;
	size_t n = a->path.n < b->path.n ? a->path.n : b->path.n;
	int c = memcmp(a->path.s, b->path.s, n);
	return c ? c : (a->path.n > b->path.n) - (a->path.n < b->path.n);
}

static void want(struct git *g, struct files *f, struct str path, struct str oid)
{
	if (oid.n)
		*VEC_PUSH(g->a, f) = (struct file){ path, oid, -1 };
}

bool git_changes(struct git *g, const struct git_remote *r, struct str base, struct str head, struct changes *out,
		 struct err *e)
{
	const char *from = arena_printf(g->a, STR_FMT, STR_ARG(base)), *to = arena_printf(g->a, STR_FMT, STR_ARG(head));
	const char *const all[] = {
		"diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=none",
		from,	     to,   NULL
	};
	const char *const near[] = { "diff-tree",
				     "-r",
				     "-z",
				     "--raw",
				     "--no-abbrev",
				     "-M",
				     "-p",
				     "-U0",
				     "--no-color",
				     "--no-ext-diff",
				     "--no-textconv",
				     "--full-index",
				     "--inter-hunk-context=0",
				     from,
				     to,
				     NULL };
	struct changes everything = { 0 };
	struct files f = { 0 };
	if (!diff(g, all, &everything, e))
		return false;
	for (size_t i = 0; i < everything.v.n; i++) {
		const struct change *c = &everything.v.v[i];
		if (!git_matters(c->path)) {
			*VEC_PUSH(g->a, &out->v) = *c;
		} else { /* links, too: git looks at where they lead */
			want(g, &f, c->path, c->old_oid);
			want(g, &f, c->path, c->oid);
		}
	}
	out->cut = everything.cut;
	if (!fetch_those(g, r, &f, e) || (f.n && !diff(g, matter_specs(g->a, near), out, e)))
		return false;
	if (out->v.n)
		qsort(out->v.v, out->v.n, sizeof *out->v.v, by_path);
	return true;
}

/* ---- which files ---- */

/* As the database's rc_path_ok(), and what a page can show. */
static bool path_fine(struct str p)
{
	size_t depth = 0;
	if (!p.n || p.n > PATH_BYTES || p.s[0] == '/' || !utf8_valid(p.s, p.n))
		return false;
	while (p.n) {
		struct str part;
		if (!str_cut(p, '/', &part, &p))
			p = STR("");
		if (!part.n || str_is(part, ".") || str_is(part, "..") || ++depth > DEPTH)
			return false;
		for (size_t i = 0; i < part.n; i++)
			if ((unsigned char)part.s[i] < ' ' || part.s[i] == 0x7f || part.s[i] == ':' ||
			    part.s[i] == '\\')
				return false;
	}
	return true;
}

static void note(struct git *g, git_notes *notes, struct str path, const char *why)
{
	char *text;
	if (notes->n >= 1000)
		return;
	text = arena_printf(g->a, STR_FMT ": %s", STR_ARG(path), why);
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	if (!utf8_valid(text, strlen(text)))
		for (char *p = text; *p; p++)
			*p = (unsigned char)*p > '~' ? '?' : *p;
	*VEC_PUSH(g->a, notes) = str_from(text);
}

/* "MODE SP TYPE SP OID TAB PATH NUL" */
static bool listed(struct git *g, struct str s, struct files *f, git_notes *notes, struct err *e)
{
	while (s.n) {
		struct str entry, mode, type, oid;
		if (!str_cut(s, 0, &entry, &s) || !str_cut(entry, ' ', &mode, &entry) ||
		    !str_cut(entry, ' ', &type, &entry) || !str_cut(entry, '\t', &oid, &entry) || !git_sha_ok(oid))
			return err_set(e, ERR_CHILD, "git's list of files holds an entry that is none");
		if (!git_matters(entry))
			continue;
		if (str_is(mode, "120000"))
			note(g, notes, entry, "a symbolic link, which is not followed");
		else if (!str_is(type, "blob"))
			continue;
		else if (!path_fine(entry))
			note(g, notes, entry, "its name is too long or cannot be shown");
		else if (f->n >= GIT_TREE_FILES)
			return err_set(e, ERR_TOO_LARGE, "the commit has more than %d sources", GIT_TREE_FILES);
		else
			want(g, f, arena_str(g->a, entry), arena_str(g->a, oid));
	}
	return true;
}

static bool list(struct git *g, struct str commit, struct files *f, git_notes *notes, struct err *e)
{
	const char *const args[] = { "ls-tree", "-r", "-z", "--full-tree", arena_printf(g->a, STR_FMT, STR_ARG(commit)),
				     NULL };
	struct buf said;
	struct run r = { .args = args, .out = &said };
	bool good;
	buf_init(&said, (size_t)GIT_OUT_MIB << 20);
	good = run_git(g, &r, e) && (r.status == 0 || git_sorry(&r, "listing the commit's files", e)) &&
	       listed(g, buf_view(&said), f, notes, e);
	buf_free(&said);
	return good;
}

/* ---- the folder; nobody but this writes to it, and beside it lies what is in it: "OID PATH NUL" ---- */

static struct str manifest_read(struct git *g, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	char *s;
	ssize_t n = 0;
	if (fd < 0)
		return STR("");
	if (fstat(fd, &st) != 0 || st.st_size > (64 << 20))
		st.st_size = 0;
	s = arena_alloc(g->a, (size_t)st.st_size + 1);
	for (off_t at = 0; at < st.st_size; at += n)
		if ((n = read(fd, s + at, (size_t)(st.st_size - at))) <= 0) {
			st.st_size = 0;
			break;
		}
	close(fd);
	return (struct str){ s, (size_t)st.st_size };
}

static bool manifest_write(const char *path, const struct files *f, struct err *e)
{
	FILE *out = fopen(path, "we");
	bool good = out != NULL;
	for (size_t i = 0; good && i < f->n; i++)
		if (f->v[i].size >= 0)
			good = fprintf(out, STR_FMT " " STR_FMT "%c", STR_ARG(f->v[i].oid), STR_ARG(f->v[i].path), 0) >
			       0;
	if (out && fclose(out) != 0)
		good = false;
	return good || err_set(e, ERR_IO, "writing %s: %s", path, strerror(errno));
}

static char *terminated(struct arena *a, struct str s)
{
	return arena_printf(a, STR_FMT, STR_ARG(s));
}

/* Removes a file and the folders that it leaves empty. */
static void remove_file(int root, char *path)
{
	unlinkat(root, path, 0);
	for (char *slash = strrchr(path, '/'); slash; slash = strrchr(path, '/')) {
		*slash = 0;
		if (unlinkat(root, path, AT_REMOVEDIR) != 0)
			break;
	}
}

static int open_new(int root, char *path)
{
	for (char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		*p = 0;
		if (mkdirat(root, path, 0755) != 0 && errno != EEXIST)
			return -1;
		*p = '/';
	}
	unlinkat(root, path, 0);
	return openat(root, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
}

/* A little in the past, so that whoever asks whether a file is settled hears yes: nobody but us changes it. */
static bool write_file(struct git *g, int root, struct str path, struct str text, struct err *e)
{
	struct timespec t[2];
	int fd = open_new(root, terminated(g->a, path));
	bool good = fd >= 0;
	while (good && text.n) {
		ssize_t n = write(fd, text.s, text.n);
		good = n > 0;
		text.s += good ? n : 0;
		text.n -= good ? (size_t)n : 0;
	}
	if (!good)
		err_set(e, ERR_IO, "writing the checked out " STR_FMT ": %s", STR_ARG(path), strerror(errno));
	clock_gettime(CLOCK_REALTIME, &t[0]);
	t[0].tv_sec -= AGE_S;
	t[1] = t[0];
	if (fd >= 0) {
		futimens(fd, t);
		close(fd);
	}
	return good;
}

/* "OID blob SIZE\n", the contents, "\n". */
static bool contents(struct git *g, int root, struct file *const *v, size_t n, struct str s, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		struct str line;
		size_t size = (size_t)v[i]->size;
		if (!str_cut(s, '\n', &line, &s) || !str_starts(line, v[i]->oid) || s.n < size + 1)
			return err_set(e, ERR_CHILD, "git's contents of a file end early");
		if (!write_file(g, root, v[i]->path, (struct str){ s.s, size }, e))
			return false;
		s = (struct str){ s.s + size + 1, s.n - size - 1 };
	}
	return true;
}

static bool write_group(struct git *g, int root, struct file *const *v, size_t n, struct err *e)
{
	static const char *const args[] = { "cat-file", "--batch", "--buffer", NULL };
	struct buf in, said;
	struct run r = { .args = args, .out = &said };
	bool good;
	if (!n)
		return true;
	buf_init(&in, (size_t)64 << 20);
	buf_init(&said, (size_t)GIT_OUT_MIB << 20);
	for (size_t i = 0; i < n; i++) {
		buf_str(&in, v[i]->oid);
		buf_putc(&in, '\n');
	}
	r.in = buf_view(&in);
	good = run_git(g, &r, e) && (r.status == 0 || git_sorry(&r, "reading the commit's files", e)) &&
	       contents(g, root, v, n, buf_view(&said), e);
	buf_free(&in);
	buf_free(&said);
	return good;
}

static bool write_all(struct git *g, int root, struct files *f, git_notes *notes, struct err *e)
{
	struct file **v = ARENA_ARRAY(g->a, struct file *, f->n + 1);
	int64_t all = 0, group = 0;
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (f->v[i].size > ((int64_t)GIT_FILE_MIB << 20)) {
			note(g, notes, f->v[i].path, "larger than 16 MiB");
			f->v[i].size = -1;
			continue;
		}
		if ((all += f->v[i].size) > ((int64_t)GIT_TREE_MIB << 20))
			return err_set(e, ERR_TOO_LARGE, "the commit's sources are over %d MiB", GIT_TREE_MIB);
		if (n && group + f->v[i].size > GROUP) {
			if (!write_group(g, root, v, n, e))
				return false;
			n = 0;
			group = 0;
		}
		group += f->v[i].size;
		v[n++] = &f->v[i];
	}
	return write_group(g, root, v, n, e);
}

/* What is there and wanted stays; what is there and not wanted goes; the rest of `f` is left in *missing. */
static void settle(struct git *g, int root, struct str have, const struct files *f, struct files *missing,
		   struct files *kept)
{
	struct strtab *wanted = strtab_new(g->a), *got = strtab_new(g->a);
	for (size_t i = 0; i < f->n; i++)
		strtab_add(wanted, str_from(arena_printf(g->a, STR_FMT " " STR_FMT, STR_ARG(f->v[i].oid),
							 STR_ARG(f->v[i].path))));
	while (have.n) {
		struct str entry, oid, path;
		if (!str_cut(have, 0, &entry, &have) || !str_cut(entry, ' ', &oid, &path))
			break;
		if (strtab_find(wanted, entry))
			strtab_add(got, entry);
		else
			remove_file(root, terminated(g->a, path));
	}
	for (size_t i = 0; i < f->n; i++) {
		struct str key =
			str_from(arena_printf(g->a, STR_FMT " " STR_FMT, STR_ARG(f->v[i].oid), STR_ARG(f->v[i].path)));
		bool is = strtab_find(got, key) != 0;
		*VEC_PUSH(g->a, is ? kept : missing) = f->v[i];
		if (is)
			kept->v[kept->n - 1].size = 0;
	}
}

bool git_checkout(struct git *g, const struct git_remote *r, struct str commit, const char *path, git_notes *notes,
		  struct err *e)
{
	const char *manifest = arena_printf(g->a, "%s.files", path);
	struct files f = { 0 }, missing = { 0 }, kept = { 0 };
	struct str have;
	int root;
	bool good;
	if (!list(g, commit, &f, notes, e))
		return false;
	have = manifest_read(g, manifest);
	if (!have.n)
		scratch_remove(path);
	unlink(manifest);
	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "making %s: %s", path, strerror(errno));
	root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (root < 0)
		return err_set(e, ERR_IO, "opening %s: %s", path, strerror(errno));
	settle(g, root, have, &f, &missing, &kept);
	good = fetch_those(g, r, &missing, e) && write_all(g, root, &missing, notes, e);
	close(root);
	for (size_t i = 0; i < missing.n; i++)
		*VEC_PUSH(g->a, &kept) = missing.v[i];
	return good && manifest_write(manifest, &kept, e);
}
