#include "worker/worker.h"

#include "pipeline/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { BATCH = 32, ID = 24 };

static PGresult *binary(struct db *d, struct err *e, const char *sql, int n, const char *const *v)
{
	PGresult *r = PQexecParams(d->c, sql, n, NULL, v, NULL, NULL, 1);
	if (PQresultStatus(r) == PGRES_TUPLES_OK)
		return r;
	err_set(e, ERR_DATABASE, "fetching: %.*s", (int)strcspn(PQresultErrorMessage(r), "\n"),
		PQresultErrorMessage(r));
	PQclear(r);
	return NULL;
}

static struct str cell(const PGresult *r, int row, int col)
{
	return (struct str){ PQgetvalue(r, row, col), (size_t)PQgetlength(r, row, col) };
}

static bool write_all(int fd, struct str s, struct err *e)
{
	while (s.n) {
		ssize_t n = write(fd, s.s, s.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "writing to the scratch folder: %s", strerror(errno));
		s.s += n;
		s.n -= (size_t)n;
	}
	return true;
}

static bool fetch_archive(struct worker *w, struct job *j, const char *upload, const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	uint64_t all = 0;
	bool more = true, good = true;
	if (fd < 0)
		return err_set(e, ERR_IO, "the scratch folder: %s", strerror(errno));
	for (unsigned i = 0; good && more; i++) {
		char no[ID];
		const char *v[2] = { upload, no };
		PGresult *r;
		snprintf(no, sizeof no, "%u", i);
		r = binary(&w->db, e, "select data from upload_chunks where upload_id = $1 and n = $2", 2, v);
		good = r != NULL;
		more = good && PQntuples(r) == 1;
		if (more) {
			all += cell(r, 0, 0).n;
			good = all <= (uint64_t)WORKER_ARCHIVE_MIB << 20
				       ? write_all(fd, cell(r, 0, 0), e)
				       : err_set(e, ERR_TOO_LARGE, "the archive is over %d MiB",
						 (int)WORKER_ARCHIVE_MIB);
		}
		PQclear(r);
		job_beat(w, j);
	}
	close(fd);
	return good;
}

/* Opens tree/path for writing, with its folders. Nothing there is a link: we made all of it. */
static int make_file(int tree, struct str path)
{
	char z[PIPE_PATH + 1];
	memcpy(z, path.s, path.n);
	z[path.n] = 0;
	for (size_t i = 1; i < path.n; i++) {
		if (z[i] != '/')
			continue;
		z[i] = 0;
		if (mkdirat(tree, z, 0755) != 0 && errno != EEXIST)
			return -1;
		z[i] = '/';
	}
	return openat(tree, z, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
}

static bool put_file(int tree, struct str path, struct str packed, uint64_t *all, struct err *e)
{
	unsigned long long size = ZSTD_getFrameContentSize(packed.s, packed.n);
	char *raw;
	size_t got;
	bool good;
	int fd;
	if (!path_good(path))
		return err_set(e, ERR_INPUT, "a stored file has a path that is not relative and plain");
	if (size > (uint64_t)WORKER_SOURCES_MIB << 20 || (*all += size) > (uint64_t)WORKER_SOURCES_MIB << 20)
		return err_set(e, ERR_TOO_LARGE, "the sources are over %d MiB", (int)WORKER_SOURCES_MIB);
	fd = make_file(tree, path);
	if (fd < 0)
		return errno == EEXIST || errno == ENOTDIR || errno == EISDIR ||
		       err_set(e, ERR_IO, "the scratch folder: %s", strerror(errno));
	raw = malloc(size + 1);
	got = raw ? ZSTD_decompress(raw, size, packed.s, packed.n) : 0;
	good = raw && !ZSTD_isError(got) && got == size
		       ? write_all(fd, (struct str){ raw, got }, e)
		       : err_set(e, ERR_IO, "stored source " STR_FMT " is damaged", STR_ARG(path));
	free(raw);
	close(fd);
	return good;
}

static bool fetch_files(struct worker *w, struct job *j, const char *tree_path, struct err *e)
{
	char last[PIPE_PATH * 2] = "";
	uint64_t all = 0, count = 0;
	bool good = true, more = true;
	int tree = open(tree_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree < 0)
		return err_set(e, ERR_IO, "the scratch folder: %s", strerror(errno));
	while (good && more) {
		const char *v[2] = { j->review, last };
		PGresult *r = binary(&w->db, e,
				     "select f.path, b.zstd from review_files f join blobs b using (sha256)"
				     " where f.review_id = $1 and f.path > $2 order by f.path limit 32",
				     2, v);
		int n = r ? PQntuples(r) : 0;
		good = r != NULL;
		more = n == BATCH;
		for (int i = 0; good && i < n; i++)
			good = put_file(tree, cell(r, i, 0), cell(r, i, 1), &all, e);
		count += (uint64_t)n;
		if (n)
			snprintf(last, sizeof last, "%s", PQgetvalue(r, n - 1, 0));
		PQclear(r);
		job_beat(w, j);
	}
	close(tree);
	if (good && count == 0)
		return err_set(e, ERR_INPUT, "nothing was uploaded");
	return good;
}

static bool fetch_ids(struct worker *w, struct arena *a, struct job *j, const char *sql, struct str **out, size_t *n,
		      struct err *e)
{
	const char *v[1] = { j->review };
	PGresult *r = db_query(&w->db, e, sql, 1, v);
	if (!r)
		return false;
	*n = (size_t)PQntuples(r);
	*out = ARENA_ARRAY(a, struct str, *n + 1);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = arena_str(a, cell(r, (int)i, 0));
	PQclear(r);
	return true;
}

bool fetch_input(struct worker *w, struct arena *a, struct job *j, const char *dir, struct engine_ask *ask,
		 struct err *e)
{
	const char *v[1] = { j->review };
	char upload[ID] = "";
	PGresult *r =
		db_query(&w->db, e,
			 "select r.name, coalesce(r.options->>'config', ''), coalesce(u.id::text, '')"
			 " from reviews r left join uploads u on u.review_id = r.id and u.format <> '' where r.id = $1",
			 1, v);
	if (!r)
		return false;
	if (PQntuples(r) != 1) {
		PQclear(r);
		return err_set(e, ERR_NOT_FOUND, "the review is gone");
	}
	ask->name = arena_str(a, cell(r, 0, 0));
	ask->config = arena_str(a, cell(r, 0, 1));
	snprintf(upload, sizeof upload, "%s", PQgetvalue(r, 0, 2));
	PQclear(r);
	if (!fetch_ids(w, a, j,
		       "select jsonb_array_elements_text(coalesce(options->'rules', '[]')) from reviews where id = $1",
		       &ask->rules, &ask->n_rules, e) ||
	    !fetch_ids(
		    w, a, j,
		    "select jsonb_array_elements_text(coalesce(options->'disable', '[]')) from reviews where id = $1",
		    &ask->disable, &ask->n_disable, e))
		return false;
	if (upload[0]) {
		ask->archive = arena_printf(a, "%s/archive", dir);
		return fetch_archive(w, j, upload, ask->archive, e);
	}
	return !ask->root || fetch_files(w, j, ask->root, e);
}
