#include "source/unpack.h"

#include "base/strtab.h"
#include "base/utf8.h"
#include "source/path.h"
#include "source/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTES = 100, BLOCK = 64 * 1024 };

const struct unpack_limits unpack_defaults = {
	.entries = 100000,
	.total = (uint64_t)1 << 30,
	.file = (uint64_t)64 << 20,
	.ratio = 200,
	.ratio_from = (uint64_t)16 << 20,
	.path = 1024,
	.depth = 64,
};

struct job {
	struct arena *a;
	struct archive *ar;
	int folder;
	const struct unpack_limits *lim;
	struct unpack_result *out;
	struct strtab *seen, *folded; /* paths written; the same in lower case */
	bool several_tops;
	size_t notes_dropped;
	struct err *e;
};

static void note(struct job *j, struct str path, const char *why)
{
	if (j->out->notes.n >= NOTES)
		j->notes_dropped++;
	else
		*VEC_PUSH(j->a, &j->out->notes) = str_from(arena_printf(j->a, STR_FMT ": %s", STR_ARG(path), why));
}

/* What libarchive says of a broken archive, in the user's terms. */
static bool broken(struct job *j)
{
	const char *why = archive_error_string(j->ar);
	/* Before a format is recognised, libarchive 3.6 reads past its own table when asked this. */
	if (archive_format(j->ar) && archive_read_has_encrypted_entries(j->ar) > 0)
		return err_set(j->e, ERR_INPUT, "the archive is encrypted; give one without a password");
	if (j->out->entries == 0 && why && strstr(why, "nrecognized archive format"))
		return err_set(j->e, ERR_INPUT, "this is not an archive: %s; give a .zip, .tar.gz or .tar.zst",
			       "its content is of no known format");
	return err_set(j->e, ERR_INPUT, "the archive is corrupt or cut off after %llu entries: %s",
		       (unsigned long long)j->out->entries, why ? why : "no reason given");
}

/* The entry's path as UTF-8 with '/'; false where there is none. */
static bool entry_path(struct job *j, struct archive_entry *x, struct str *out)
{
	enum text_encoding enc;
	const char *p = archive_entry_pathname_utf8(x);
	if (!p)
		p = archive_entry_pathname(x);
	if (!p || !*p)
		return err_set(j->e, ERR_INPUT, "the archive is corrupt: an entry has no name");
	if (!source_text(j->a, str_from(p), out, &enc))
		return err_set(j->e, ERR_INPUT, "the archive holds a name with control characters");
	*out = path_slashes(j->a, *out);
	return true;
}

static bool path_check(struct job *j, struct str raw, struct str *path)
{
	unsigned depth = 1;
	if (raw.n > j->lim->path)
		return err_set(j->e, ERR_TOO_LARGE, "the archive holds a path longer than %u bytes: \"%.60s...\"",
			       j->lim->path, raw.s);
	for (size_t i = 0; i < raw.n; i++)
		if ((unsigned char)raw.s[i] < 32 || raw.s[i] == 127)
			return err_set(j->e, ERR_INPUT, "the archive holds a name with control characters");
	if (path_absolute(raw))
		return err_set(j->e, ERR_INPUT,
			       "the archive holds the absolute path \"" STR_FMT "\"; paths must be relative",
			       STR_ARG(raw));
	for (struct str c, rest = raw; rest.n;) {
		str_cut(rest, '/', &c, &rest);
		if (str_is(c, ".."))
			return err_set(j->e, ERR_INPUT,
				       "the archive holds the path \"" STR_FMT "\", which leads out of its folder",
				       STR_ARG(raw));
	}
	if (!path_join(j->a, STR(""), raw, path))
		return err_set(j->e, ERR_INPUT, "the archive holds the path \"" STR_FMT "\", which is not relative",
			       STR_ARG(raw));
	for (size_t i = 0; i < path->n; i++)
		depth += path->s[i] == '/';
	if (depth > j->lim->depth)
		return err_set(j->e, ERR_TOO_LARGE, "the archive holds more than %u folders inside each other",
			       j->lim->depth);
	return true;
}

static void top_add(struct job *j, struct str path, bool folder)
{
	struct str head, tail;
	bool below = str_cut(path, '/', &head, &tail);
	if (!below && !folder)
		j->several_tops = true;
	else if (!j->out->top.n)
		j->out->top = arena_str(j->a, head);
	else if (!str_eq(j->out->top, head))
		j->several_tops = true;
}

/* Opens (making them) the folders of path, one after the other; the last one's descriptor, or -1. */
static int folders_make(struct job *j, struct str path)
{
	int dir = dup(j->folder);
	struct str c, rest = path;
	while (dir >= 0 && rest.n) {
		char *name;
		int next;
		str_cut(rest, '/', &c, &rest);
		name = arena_printf(j->a, STR_FMT, STR_ARG(c));
		if (mkdirat(dir, name, 0755) && errno != EEXIST)
			next = -1;
		else
			next = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(dir);
		dir = next;
	}
	if (dir < 0)
		err_set(j->e, ERR_IO, "cannot write \"" STR_FMT "\": %s", STR_ARG(path), strerror(errno));
	return dir;
}

static bool written_ok(struct job *j, uint64_t file_bytes, struct str path)
{
	uint64_t packed = (uint64_t)archive_filter_bytes(j->ar, -1);
	if (file_bytes > j->lim->file)
		return err_set(j->e, ERR_TOO_LARGE, "\"" STR_FMT "\" in the archive is larger than %llu bytes",
			       STR_ARG(path), (unsigned long long)j->lim->file);
	if (j->out->bytes > j->lim->total)
		return err_set(j->e, ERR_TOO_LARGE, "the archive holds more than %llu bytes of files",
			       (unsigned long long)j->lim->total);
	if (j->out->bytes > j->lim->ratio_from && j->out->bytes / j->lim->ratio > packed)
		return err_set(j->e, ERR_TOO_LARGE, "the archive expands to more than %llu times its size",
			       (unsigned long long)j->lim->ratio);
	return true;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t w = write(fd, p, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return false;
		p += w;
		n -= (size_t)w;
	}
	return true;
}

/* Real bytes are counted: what a header claims is never believed. */
static bool copy_data(struct job *j, int fd, struct str path)
{
	char block[BLOCK];
	uint64_t bytes = 0;
	for (;;) {
		ssize_t n = archive_read_data(j->ar, block, sizeof block);
		if (n == ARCHIVE_RETRY)
			continue;
		if (n < 0)
			return broken(j);
		if (n == 0)
			return true;
		bytes += (uint64_t)n;
		j->out->bytes += (uint64_t)n;
		if (!written_ok(j, bytes, path))
			return false;
		if (!write_all(fd, block, (size_t)n))
			return err_set(j->e, ERR_IO, "cannot write \"" STR_FMT "\": %s", STR_ARG(path),
				       strerror(errno));
	}
}

static bool file_write(struct job *j, struct str path)
{
	int dir = folders_make(j, path_dir(path)), fd;
	bool ok;
	if (dir < 0)
		return false;
	fd = openat(dir, path_name(path).s, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	close(dir);
	if (fd < 0 && (errno == EEXIST || errno == EISDIR)) {
		note(j, path, "a folder of the same name is there already; the file is left out");
		return true;
	}
	if (fd < 0)
		return err_set(j->e, ERR_IO, "cannot write \"" STR_FMT "\": %s", STR_ARG(path), strerror(errno));
	ok = copy_data(j, fd, path);
	if (close(fd) && ok)
		ok = err_set(j->e, ERR_IO, "cannot write \"" STR_FMT "\": %s", STR_ARG(path), strerror(errno));
	j->out->files += ok;
	return ok;
}

/* False = leave it out (noted). */
static bool wanted(struct job *j, struct archive_entry *x, struct str path)
{
	if (archive_entry_hardlink(x) || archive_entry_hardlink_utf8(x))
		note(j, path, "a hard link, left out");
	else if (archive_entry_filetype(x) == AE_IFLNK)
		note(j, path, "a symbolic link, left out");
	else if (archive_entry_filetype(x) != AE_IFREG && archive_entry_filetype(x) != AE_IFDIR)
		note(j, path, "neither a file nor a folder, left out");
	else
		return true;
	return false;
}

static bool inner_archive(struct str path)
{
	static const char *const exts[] = { ".zip", ".7z", ".tar", ".gz", ".tgz", ".xz", ".zst", ".cab", ".rar", NULL };
	for (const char *const *p = exts; *p; p++)
		if (path_has_ext(path, *p))
			return true;
	return false;
}

static bool new_path(struct job *j, struct str path)
{
	struct str low = str_lower(j->a, path);
	if (strtab_find(j->seen, path)) {
		note(j, path, "is in the archive twice; the first one is kept");
		return false;
	}
	strtab_add(j->seen, path);
	if (strtab_find(j->folded, low))
		note(j, path, "differs from another file only in letter case");
	strtab_add(j->folded, low);
	if (inner_archive(path))
		note(j, path, "an archive inside the archive, not unpacked");
	return true;
}

static bool entry(struct job *j, struct archive_entry *x)
{
	struct str raw, path;
	bool folder = archive_entry_filetype(x) == AE_IFDIR;
	int dir;
	if (++j->out->entries > j->lim->entries)
		return err_set(j->e, ERR_TOO_LARGE, "the archive holds more than %llu files and folders",
			       (unsigned long long)j->lim->entries);
	if (!entry_path(j, x, &raw))
		return false;
	if (archive_entry_is_encrypted(x))
		return err_set(j->e, ERR_INPUT,
			       "the archive is encrypted (\"" STR_FMT "\"); give one without a password", STR_ARG(raw));
	if (!path_check(j, raw, &path))
		return false;
	if (path.n == 0 || !wanted(j, x, path))
		return true;
	top_add(j, path, folder);
	if (!folder)
		return !new_path(j, path) || file_write(j, path);
	dir = folders_make(j, path);
	if (dir >= 0)
		close(dir);
	return dir >= 0;
}

static bool entries(struct job *j)
{
	struct archive_entry *x;
	for (;;) {
		int r = archive_read_next_header(j->ar, &x);
		if (r == ARCHIVE_EOF)
			break;
		if (r == ARCHIVE_RETRY)
			continue;
		/* A warning is about names in the process's locale; the UTF-8 form is asked for instead. */
		if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
			return broken(j);
		if (!entry(j, x))
			return false;
	}
	if (j->out->files == 0)
		return err_set(j->e, ERR_INPUT, "the archive holds no files");
	if (archive_format_name(j->ar))
		j->out->format = arena_str(j->a, str_from(archive_format_name(j->ar)));
	if (j->several_tops)
		j->out->top = STR("");
	if (j->notes_dropped)
		*VEC_PUSH(j->a, &j->out->notes) =
			str_from(arena_printf(j->a, "%zu more notes of this kind", j->notes_dropped));
	return true;
}

static bool open_archive(struct job *j, int fd)
{
	struct archive *ar = j->ar;
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0)
		return err_set(j->e, ERR_INPUT, "the archive is empty (0 bytes)");
	archive_read_support_format_zip(ar);
	archive_read_support_format_tar(ar);
	archive_read_support_format_7zip(ar);
	archive_read_support_filter_gzip(ar);
	archive_read_support_filter_zstd(ar);
	archive_read_support_filter_xz(ar);
	archive_read_support_filter_bzip2(ar);
	if (archive_read_open_fd(ar, fd, BLOCK) != ARCHIVE_OK)
		return broken(j);
	return true;
}

bool unpack(struct arena *a, int archive, int folder, const struct unpack_limits *lim, struct unpack_result *out,
	    struct err *e)
{
	struct job j = { .a = a, .folder = folder, .lim = lim ? lim : &unpack_defaults, .out = out, .e = e };
	bool ok;
	*out = (struct unpack_result){ .top = STR(""), .format = STR("") };
	j.ar = archive_read_new();
	if (!j.ar)
		return err_set(e, ERR_NO_MEMORY, "out of memory");
	j.seen = strtab_new(a);
	j.folded = strtab_new(a);
	ok = open_archive(&j, archive) && entries(&j);
	archive_read_free(j.ar);
	return ok;
}
