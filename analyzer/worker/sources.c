#include "worker/worker.h"

#include "base/jsonw.h"
#include "source/text.h"
#include "source/tree.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

enum { LEVEL = 3, SHA = 32, BEAT_EVERY = 64 };

static const char *encoding(struct arena *a, struct str raw)
{
	enum text_encoding enc;
	struct str out;
	if (!source_text(a, raw, &out, &enc))
		return "binary";
	switch (enc) {
	case TEXT_UTF8:
		return "utf-8";
	case TEXT_UTF8_BOM:
		return "utf-8-bom";
	case TEXT_UTF16LE:
		return "utf-16le";
	case TEXT_UTF16BE:
		return "utf-16be";
	case TEXT_CP1252:
		return "windows-1252";
	case TEXT_BINARY:
		break;
	}
	return "binary";
}

/* *there: the review still wants it. */
static bool put(struct worker *w, struct arena *a, struct job *j, struct str path, struct str raw, bool *there,
		struct err *e)
{
	unsigned char sha[SHA];
	unsigned sha_n = SHA;
	size_t cap = ZSTD_compressBound(raw.n), n;
	char *packed = arena_alloc(a, cap + 1);
	char size[24];
	const char *v[6] = {
		j->review, arena_printf(a, STR_FMT, STR_ARG(path)), (const char *)sha, packed, size, NULL
	};
	int lengths[6] = { 0, 0, SHA, 0, 0, 0 };
	static const int formats[6] = { 0, 0, 1, 1, 0, 0 };
	PGresult *r;
	if (EVP_Digest(raw.s, raw.n, sha, &sha_n, EVP_sha256(), NULL) != 1)
		return err_set(e, ERR_INTERNAL, "SHA-256 is not available");
	n = ZSTD_compress(packed, cap, raw.s, raw.n, LEVEL);
	if (ZSTD_isError(n))
		return err_set(e, ERR_INTERNAL, "compressing a source: %s", ZSTD_getErrorName(n));
	lengths[3] = (int)n;
	snprintf(size, sizeof size, "%zu", raw.n);
	v[5] = encoding(a, raw);
	r = PQexecParams(w->db.c, "select rc_review_file_put($1, $2, $3, $4, $5, $6)", 6, NULL, v, lengths, formats, 0);
	if (PQresultStatus(r) != PGRES_TUPLES_OK) {
		err_set(e, ERR_DATABASE, "storing a source: %.*s", (int)strcspn(PQresultErrorMessage(r), "\n"),
			PQresultErrorMessage(r));
		PQclear(r);
		return false;
	}
	*there = PQntuples(r) == 1 && PQgetvalue(r, 0, 0)[0] == 't';
	PQclear(r);
	return true;
}

/* As rc_path_ok(). */
static bool storable(struct str p)
{
	return p.n <= WORKER_PATH && !memchr(p.s, ':', p.n) && !memchr(p.s, '\\', p.n);
}

static bool put_entry(struct worker *w, const struct tree *t, const struct tree_entry *x, struct job *j, uint64_t *all,
		      const char **left_out, struct err *e)
{
	struct arena *a = arena_new(0);
	struct str raw = { 0 };
	struct err why = { 0 };
	bool there = true, good = true;
	*left_out = NULL;
	if (!storable(x->path))
		*left_out = "not kept: its path is too long or has a ':'";
	else if (!tree_read(t, a, x, (size_t)WORKER_SOURCE_MIB << 20, &raw, &why))
		*left_out = why.code == ERR_TOO_LARGE ? "not kept: too large" : "not kept: it could not be read";
	else if ((*all += raw.n) > (uint64_t)WORKER_SOURCES_MIB << 20)
		*left_out = "not kept: too large";
	else
		good = put(w, a, j, x->path, raw, &there, e);
	arena_free(a);
	if (good && !there)
		return err_set(e, ERR_CONFLICT, "the review is gone or cancelled");
	return good;
}

bool sources_store(struct worker *w, struct arena *a, struct job *j, const char *path, pipeline_notes *skipped,
		   struct err *e)
{
	struct tree *t = tree_open(a, path, e);
	const char *v[1] = { j->review }, *left_out;
	uint64_t all = 0, n = 0;
	bool good = true;
	PGresult *r;
	if (!t)
		return false;
	/* Each its own transaction (two workers may store the same contents in another order), flushed by the last one. */
	good = db_do(&w->db, e, "set synchronous_commit = off");
	for (size_t i = 0; good && i < tree_count(t); i++) {
		const struct tree_entry *x = tree_at(t, i);
		if (x->kind != TREE_FILE || x->target.n || ++n > WORKER_SOURCES)
			continue;
		good = put_entry(w, t, x, j, &all, &left_out, e);
		if (left_out && skipped->n < PIPE_NOTES)
			*VEC_PUSH(a, skipped) = str_from(arena_printf(a, STR_FMT ": %s", STR_ARG(x->path), left_out));
		if (n % BEAT_EVERY == 0)
			job_beat(w, j);
	}
	tree_close(t);
	good = good && db_do(&w->db, e, "set synchronous_commit = on");
	if (!good)
		return false;
	r = db_query(&w->db, e, "select rc_archive_unpacked($1)", 1, v);
	PQclear(r);
	return r != NULL;
}

/* ---- some files only ---- */

struct picked {
	struct str path, raw;
};

static void hex(struct buf *b, const unsigned char *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%02x", v[i]);
}

static bool pick(const struct tree *t, struct arena *a, struct str path, struct picked *out)
{
	const struct tree_entry *x = tree_file(t, path);
	struct err why = { 0 };
	if (!x || !str_eq(x->path, path) || x->target.n || !storable(path))
		return false;
	out->path = path;
	return tree_read(t, a, x, (size_t)WORKER_SOURCE_MIB << 20, &out->raw, &why);
}

/* Which of them the store does not have yet. */
static PGresult *link_known(struct worker *w, struct job *j, const struct picked *v, size_t n, struct err *e)
{
	struct buf b, digits;
	struct jsonw json;
	const char *p[2] = { j->review, NULL };
	PGresult *r;
	buf_init(&b, 64 << 20);
	buf_init(&digits, 256);
	jsonw_init(&json, &b);
	jsonw_arr(&json);
	for (size_t i = 0; i < n; i++) {
		unsigned char sha[SHA];
		unsigned sha_n = SHA;
		EVP_Digest(v[i].raw.s, v[i].raw.n, sha, &sha_n, EVP_sha256(), NULL);
		buf_clear(&digits);
		hex(&digits, sha, SHA);
		jsonw_arr(&json);
		jsonw_str(&json, v[i].path);
		jsonw_str(&json, buf_view(&digits));
		jsonw_end(&json);
	}
	jsonw_end(&json);
	p[1] = b.s;
	r = db_query(&w->db, e, "select rc_review_files_link($1, $2)", 2, p);
	buf_free(&b);
	buf_free(&digits);
	return r;
}

static bool put_unknown(struct worker *w, struct job *j, const struct picked *v, size_t n, const PGresult *r,
			struct err *e)
{
	struct arena *a = arena_new(0);
	bool good = true;
	for (int i = 0; good && i < PQntuples(r); i++) {
		size_t k = (size_t)strtoull(PQgetvalue(r, i, 0), NULL, 10);
		bool there = true;
		if (k < 1 || k > n)
			continue;
		good = put(w, a, j, v[k - 1].path, v[k - 1].raw, &there, e);
		if (good && !there)
			good = err_set(e, ERR_CONFLICT, "the review is gone or cancelled");
		if (i % BEAT_EVERY == 0)
			job_beat(w, j);
	}
	arena_free(a);
	return good;
}

bool sources_pick(struct worker *w, struct arena *a, struct job *j, const char *path, const struct str *paths, size_t n,
		  struct err *e)
{
	struct tree *t = tree_open(a, path, e);
	struct picked *v = ARENA_ARRAY(a, struct picked, n + 1);
	uint64_t all = 0;
	size_t k = 0;
	PGresult *r = NULL;
	bool good;
	if (!t)
		return false;
	for (size_t i = 0; i < n && k < WORKER_SOURCES && all < (uint64_t)WORKER_SOURCES_MIB << 20; i++) {
		if (pick(t, a, paths[i], &v[k]))
			all += v[k++].raw.n;
	}
	good = k == 0 || (db_do(&w->db, e, "set synchronous_commit = off") && (r = link_known(w, j, v, k, e)) != NULL &&
			  put_unknown(w, j, v, k, r, e) && db_do(&w->db, e, "set synchronous_commit = on"));
	PQclear(r);
	tree_close(t);
	return good;
}
