/* From an upload to the database: every step may be repeated. All but store_file, store_chunk and store_ask run in its thread. */
#include "server/upload_parts.h"

#include "server/encoding.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

static void op_free(struct upload_op *op)
{
	free(op->path);
	buf_free(&op->data);
	buf_free(&op->zstd);
	free(op);
}

static struct upload_op *op_add(struct upload *u)
{
	struct upload_op *op = calloc(1, sizeof *op);
	if (!op || u->data.full) {
		free(op);
		reply_problem(u->r, 503, "unavailable", "out of memory; try again later");
		return NULL;
	}
	op->data = u->data;
	buf_init(&u->data, u->data.max);
	*u->ops_tail = op;
	u->ops_tail = &op->next;
	u->n_ops++;
	u->pending += op->data.n;
	return op;
}

void store_chunk(struct upload *u)
{
	struct upload_op *op;
	if (u->data.n == 0)
		return;
	if (u->chunks == 0)
		u->format = archive_format(u->data.s, u->data.n);
	if (!u->format) {
		reply_problem(
			u->r, 422, "not-an-archive",
			"the file is no .zip, .tar, .tar.gz or .tar.zst archive, whatever its name says; pack the driver's folder again, or upload its files");
		return;
	}
	op = op_add(u);
	if (op)
		snprintf(op->number, sizeof op->number, "%u", u->chunks++);
}

void store_file(struct upload *u)
{
	struct upload_op *op;
	if (u->files == UPLOAD_FILES_MAX) {
		reply_problem(u->r, 413, "too-many-files",
			      "more than %d files; upload the driver's own folder, not the whole tree",
			      UPLOAD_FILES_MAX);
		return;
	}
	u->files++;
	op = op_add(u);
	if (!op)
		return;
	op->path = strdup(u->path);
	snprintf(op->number, sizeof op->number, "%zu", op->data.n);
}

/* ---- in the database's thread ---- */

static bool compress(struct upload_op *op)
{
	size_t cap = ZSTD_compressBound(op->data.n), n;
	struct str raw = buf_view(&op->data);
	EVP_Digest(raw.s, raw.n, op->sha, NULL, EVP_sha256(), NULL);
	op->encoding = encoding_guess(raw.s, raw.n);
	op->zstd.s = malloc(cap + 1);
	n = op->zstd.s ? ZSTD_compress(op->zstd.s, cap, raw.s, raw.n, 3) : 0;
	if (!op->zstd.s || ZSTD_isError(n))
		return false;
	op->zstd.n = n;
	buf_free(&op->data);
	return true;
}

static bool put_op(struct upload *u, struct upload_op *op)
{
	struct db_query *q;
	if (op->path && !op->zstd.s && !compress(op)) {
		reply_problem(u->r, 503, "unavailable", "out of memory; try again later");
		return false;
	}
	q = db_add(&u->r->task,
		   op->path ? "select rc_upload_file($1, $2, $3, $4, $5, $6)" : "select rc_upload_chunk($1, $2, $3)");
	db_text(q, u->id);
	if (op->path) {
		db_text(q, op->path);
		db_bytes(q, op->sha, sizeof op->sha);
		db_bytes(q, op->zstd.s, op->zstd.n);
		db_text(q, op->number);
		db_text(q, op->encoding);
	} else {
		db_text(q, op->number);
		db_bytes(q, op->data.s, op->data.n);
	}
	return true;
}

static void put_create(struct upload *u)
{
	struct db_query *q;
	if (!u->archive && u->texts == 0) {
		reply_problem(
			u->r, 422, "not-text",
			u->files == 1
				? "the file is binary or in an encoding that cannot be told; save it as UTF-8"
				: "none of the %u files is text (UTF-8, UTF-16 or windows-1252); upload the driver's source",
			u->files);
		return;
	}
	u->stage = STORE_CREATE;
	q = db_add(&u->r->task, "select rc_review_create($1, $2, $3, $4)");
	db_text(q, u->id);
	db_text(q, u->name.n ? u->name.s : u->default_name);
	db_text(q, u->options.n ? u->options.s : "{}");
	db_text(q, u->archive ? "archive" : u->pasted ? "text" : "files");
	q = db_add(&u->r->task,
		   "select " REVIEW_COLUMNS " from reviews where id = (select review_id from uploads where id = $1)");
	db_text(q, u->id);
}

/* The next step's queries; none = nothing to do (or a problem is the reply). */
static void fill(struct upload *u)
{
	struct upload_op *op = u->ops;
	struct db_query *q;
	u->r->task.nq = 0;
	u->stage = STORE_NONE;
	if (!u->id[0]) {
		u->stage = STORE_BEGIN;
		q = db_add(&u->r->task, "select rc_upload_begin($1, $2)");
		db_text(q, u->archive ? u->default_name : "");
		db_text(q, u->archive ? u->format : "");
		return;
	}
	for (u->sent = 0; op && u->sent < UPLOAD_BATCH; op = op->next, u->sent++)
		if (!put_op(u, op))
			return;
	if (u->sent)
		u->stage = STORE_OPS;
	else if (u->finishing)
		put_create(u);
}

static void prepare(struct db_task *t)
{
	struct request *r = (struct request *)(void *)((char *)t - offsetof(struct request, task));
	fill(r->upload);
}

static void stored(struct upload *u)
{
	for (unsigned i = 0; i < u->sent; i++) {
		struct upload_op *op = u->ops;
		if (PQgetvalue(u->r->task.res[i], 0, 0)[0] != 't' && !u->r->reply.status) {
			if (op->path)
				reply_problem(u->r, 422, "duplicate-path", "two files are called \"%.400s\"", op->path);
			else
				reply_problem(u->r, 503, "unavailable", "the upload was given up; send it again");
		}
		if (op->path && strcmp(op->encoding, "binary") != 0 && strcmp(op->encoding, "unknown") != 0)
			u->texts++;
		u->pending -= op->path ? 0 : op->data.n;
		u->ops = op->next;
		u->n_ops--;
		op_free(op);
	}
	if (!u->ops) {
		u->ops_tail = &u->ops;
		u->pending = 0;
	}
}

static void created(struct upload *u)
{
	struct request *r = u->r;
	const PGresult *res = r->task.res[1];
	if (PQntuples(res) == 0) {
		reply_problem(r, 503, "unavailable", "the upload was given up; send it again");
		return;
	}
	u->complete = true;
	snprintf(r->reply.location, sizeof r->reply.location, "/api/v1/reviews/%s", PQgetvalue(res, 0, 0));
	review_write(&r->w, res, 0);
	reply_json(r, 201);
	atomic_fetch_add(&r->srv->metrics.uploads_done, 1);
	log_info("review %s: %s, %u files, %zu bytes", PQgetvalue(res, 0, 0), u->archive ? u->format : "files",
		 u->files, u->total);
}

static void then(struct request *r)
{
	struct upload *u = r->upload;
	if (r->reply.status || request_failed(r))
		return;
	switch (u->stage) {
	case STORE_BEGIN:
		snprintf(u->id, sizeof u->id, "%s", PQgetvalue(r->task.res[0], 0, 0));
		break;
	case STORE_OPS:
		stored(u);
		break;
	case STORE_CREATE:
		created(u);
		return;
	case STORE_NONE:
		return;
	}
	if (!r->reply.status)
		fill(u);
	if (!r->reply.status && r->task.nq)
		request_ask(r, then);
}

void store_ask(struct upload *u)
{
	struct request *r = u->r;
	r->task.q = u->q;
	r->task.nq = 0;
	r->task.lane = DB_WRITE;
	r->task.heavy = true;
	r->task.prepare = prepare;
	request_ask(r, then);
}

/* ---- giving up ---- */

struct abort_task {
	struct db_task task;
	struct db_query q[1];
	char id[24];
};

static bool aborted(struct db_task *t)
{
	if (!t->ok)
		log_warn("an abandoned upload could not be deleted; it will be in %d minutes", UPLOAD_IDLE_MINUTES);
	free(t);
	return false;
}

void store_abort(struct upload *u)
{
	struct abort_task *a = u->id[0] ? calloc(1, sizeof *a) : NULL;
	if (!a)
		return;
	a->task = (struct db_task){ .q = a->q, .done = aborted, .lane = DB_WRITE };
	memcpy(a->id, u->id, sizeof a->id);
	db_text(db_add(&a->task, "select rc_upload_abort($1)"), a->id);
	db_submit(u->r->srv->db, &a->task);
}

void store_free(struct upload *u)
{
	while (u->ops) {
		struct upload_op *op = u->ops;
		u->ops = op->next;
		op_free(op);
	}
}
