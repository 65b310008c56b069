/* Archives: well-formed, hostile, broken. All are made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/source/fixture.h"

#include "source/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>

enum kind { ZIP, TAR, TAR_GZ, TAR_ZST, SEVEN };

struct making {
	struct archive *ar;
	char path[128];
};

static struct making begin(struct fixture *f, enum kind kind)
{
	struct making m = { .ar = archive_write_new() };
	snprintf(m.path, sizeof m.path, "%s/in.archive", f->root);
	if (kind == ZIP)
		archive_write_set_format_zip(m.ar);
	else if (kind == SEVEN)
		archive_write_set_format_7zip(m.ar);
	else
		archive_write_set_format_pax_restricted(m.ar);
	if (kind == TAR_GZ)
		archive_write_add_filter_gzip(m.ar);
	if (kind == TAR_ZST)
		archive_write_add_filter_zstd(m.ar);
	assert_int_equal(archive_write_open_filename(m.ar, m.path), ARCHIVE_OK);
	return m;
}

static void add(struct making *m, const char *path, unsigned type, const char *data, size_t n)
{
	struct archive_entry *x = archive_entry_new();
	archive_entry_set_pathname(x, path);
	archive_entry_set_filetype(x, type);
	archive_entry_set_perm(x, 0777);
	if (type == AE_IFLNK)
		archive_entry_set_symlink(x, data);
	else
		archive_entry_set_size(x, (la_int64_t)n);
	assert_true(archive_write_header(m->ar, x) >= ARCHIVE_WARN);
	if (type == AE_IFREG && n)
		assert_int_equal(archive_write_data(m->ar, data, n), n);
	archive_entry_free(x);
}

static void text(struct making *m, const char *path, const char *data)
{
	add(m, path, AE_IFREG, data, strlen(data));
}

static bool run_with(struct fixture *f, struct making *m, const struct unpack_limits *lim, struct unpack_result *r)
{
	char out[128];
	int fd, dir;
	bool ok;
	if (m->ar) {
		archive_write_close(m->ar);
		archive_write_free(m->ar);
	}
	snprintf(out, sizeof out, "%s/out", f->root);
	mkdir(out, 0755);
	fd = open(m->path, O_RDONLY);
	dir = open(out, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0 && dir >= 0);
	ok = unpack(f->a, fd, dir, lim, r, &f->e);
	close(fd);
	close(dir);
	return ok;
}

static bool run(struct fixture *f, struct making *m, struct unpack_result *r)
{
	return run_with(f, m, NULL, r);
}

static bool exists(struct fixture *f, const char *path)
{
	char full[256];
	struct stat st;
	snprintf(full, sizeof full, "%s/out/%s", f->root, path);
	return lstat(full, &st) == 0;
}

static void good(struct fixture *f, enum kind kind)
{
	struct unpack_result r;
	struct making m = begin(f, kind);
	text(&m, "drv/src/a.c", "int a;");
	text(&m, "drv\\src\\b.c", "int b;");
	text(&m, "drv/inner.zip", "PK");
	assert_true(run(f, &m, &r));
	assert_int_equal(r.files, 3);
	assert_true(str_is(r.top, "drv"));
	assert_true(exists(f, "drv/src/a.c") && exists(f, "drv/src/b.c"));
	assert_int_equal(r.notes.n, 1);
}

static void test_good(void **state)
{
	for (enum kind k = ZIP; k <= SEVEN; k++) {
		fixture_teardown(state);
		fixture_setup(state);
		good(*state, k);
	}
}

static void refused(struct fixture *f, enum kind kind, const char *path, const char *why)
{
	struct unpack_result r;
	struct making m = begin(f, kind);
	text(&m, path, "x");
	assert_false(run(f, &m, &r));
	assert_int_equal(f->e.code, ERR_INPUT);
	if (!strstr(f->e.text, why))
		fail_msg("%s: %s", path, f->e.text);
}

static void test_escapes(void **state)
{
	for (enum kind k = ZIP; k <= TAR; k++) {
		refused(*state, k, "../../evil", "leads out");
		refused(*state, k, "a/../../evil", "leads out");
		refused(*state, k, "a/..\\..\\evil", "leads out");
		refused(*state, k, "/etc/evil", "absolute");
		refused(*state, k, "C:\\evil", "absolute");
		refused(*state, k, "\\\\host\\evil", "absolute");
		refused(*state, k, "a\nb", "control");
	}
}

static void test_links(void **state)
{
	struct fixture *f = *state;
	struct unpack_result r;
	struct making m = begin(f, TAR);
	struct archive_entry *x;
	add(&m, "link", AE_IFLNK, "/etc", 0);
	text(&m, "link/passwd", "x");
	add(&m, "fifo", AE_IFIFO, NULL, 0);
	x = archive_entry_new();
	archive_entry_set_pathname(x, "hard");
	archive_entry_set_filetype(x, AE_IFREG);
	archive_entry_set_hardlink(x, "/etc/passwd");
	assert_true(archive_write_header(m.ar, x) >= ARCHIVE_WARN);
	archive_entry_free(x);
	assert_true(run(f, &m, &r));
	assert_int_equal(r.files, 1);
	assert_int_equal(r.notes.n, 3);
	assert_true(exists(f, "link/passwd") && !exists(f, "fifo") && !exists(f, "hard"));
}

static void test_twice(void **state)
{
	struct fixture *f = *state;
	struct unpack_result r;
	struct making m = begin(f, TAR);
	text(&m, "a.c", "first");
	text(&m, "./a.c", "second");
	text(&m, "A.c", "other");
	text(&m, "a.c/b", "a file where a folder should be");
	assert_false(run(f, &m, &r));
	assert_int_equal(r.notes.n, 2);
	assert_true(exists(f, "a.c") && exists(f, "A.c"));
}

static void test_bomb(void **state)
{
	struct fixture *f = *state;
	struct unpack_result r;
	char *zero = calloc(1, 1 << 20);
	for (enum kind k = ZIP; k <= TAR_ZST; k++) {
		struct making m = begin(f, k);
		struct unpack_limits lim = unpack_defaults;
		for (int i = 0; i < 24; i++)
			add(&m, arena_printf(f->a, "k%d-%d", (int)k, i), AE_IFREG, zero, 1 << 20);
		if (k == TAR)
			lim.total = 10 << 20; /* a plain tar does not expand */
		assert_false(run_with(f, &m, &lim, &r));
		assert_int_equal(f->e.code, ERR_TOO_LARGE);
		assert_true(r.bytes <= (uint64_t)18 << 20);
	}
	free(zero);
}

static void test_limits(void **state)
{
	struct fixture *f = *state;
	struct unpack_result r;
	struct unpack_limits lim = unpack_defaults;
	lim.entries = 2, lim.file = 4;
	struct making m = begin(f, ZIP);
	text(&m, "a", "1"), text(&m, "b", "1"), text(&m, "c", "1");
	assert_false(run_with(f, &m, &lim, &r));
	assert_int_equal(f->e.code, ERR_TOO_LARGE);
	m = begin(f, ZIP);
	text(&m, "d", "12345");
	assert_false(run_with(f, &m, &lim, &r));
	assert_int_equal(f->e.code, ERR_TOO_LARGE);
}

static void test_not_archives(void **state)
{
	struct fixture *f = *state;
	struct unpack_result r;
	struct making m = { .ar = NULL };
	snprintf(m.path, sizeof m.path, "%s/in.archive", f->root);
	put(f, "in.archive", "");
	assert_false(run(f, &m, &r));
	assert_non_null(strstr(f->e.text, "empty"));
	put(f, "in.archive", "int main(void) { return 0; }\n");
	assert_false(run(f, &m, &r));
	assert_non_null(strstr(f->e.text, "not an archive"));
	assert_non_null(strstr(f->e.text, ".zip"));
	m = begin(f, TAR);
	assert_false(run(f, &m, &r));
}

/* A plain archive whose "encrypted" bits are set afterwards: Debian's libarchive writes no encrypted ones. */
static void test_encrypted(void **state)
{
	struct fixture *f = *state;
	struct unpack_result r;
	struct making m = begin(f, ZIP);
	char bytes[4096];
	size_t n;
	text(&m, "a.c", "int a;");
	archive_write_close(m.ar);
	archive_write_free(m.ar);
	m.ar = NULL;
	FILE *in = fopen(m.path, "rb");
	n = fread(bytes, 1, sizeof bytes, in);
	fclose(in);
	for (size_t i = 0; i + 10 < n; i++) {
		if (!memcmp(bytes + i, "PK\3\4", 4))
			bytes[i + 6] |= 1;
		if (!memcmp(bytes + i, "PK\1\2", 4))
			bytes[i + 8] |= 1;
	}
	put_bytes(f, "in.archive", bytes, n);
	assert_false(run(f, &m, &r));
	assert_non_null(strstr(f->e.text, "encrypted"));
}

/* Every prefix of an archive, and many single flipped bytes: an error or a subset, never a crash. */
static void test_cut(void **state)
{
	struct fixture *f = *state;
	for (enum kind k = ZIP; k <= SEVEN; k++) {
		char path[128], *bytes;
		struct making m = begin(f, k);
		struct unpack_result r;
		long n;
		text(&m, "a/b.c", "int a; int b; int c;");
		text(&m, "c.h", "#define X 1\n");
		archive_write_close(m.ar);
		archive_write_free(m.ar);
		m.ar = NULL;
		memcpy(path, m.path, sizeof path);
		FILE *in = fopen(path, "rb");
		bytes = malloc(65536);
		n = (long)fread(bytes, 1, 65536, in);
		fclose(in);
		for (long i = 1; i < n; i += n / 60 + 1) {
			put_bytes(f, "in.archive", bytes, (size_t)i);
			run(f, &m, &r);
			bytes[i] ^= 0x55;
			put_bytes(f, "in.archive", bytes, (size_t)n);
			run(f, &m, &r);
			bytes[i] ^= 0x55;
		}
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_good, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_escapes, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_links, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_twice, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_bomb, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_limits, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_not_archives, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_encrypted, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_cut, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
