#include "server/upload_parts.h"

#include <stdlib.h>

static bool length_ok(struct request *r)
{
	const char *v = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Content-Length");
	unsigned long long n;
	if (!v || (str_to_u64(str_from(v), &n) && n <= UPLOAD_REQUEST_MAX))
		return true;
	reply_problem(r, 413, "too-large", "an upload may be %d MiB; leave out what is not source",
		      UPLOAD_REQUEST_MAX >> 20);
	return false;
}

void upload_begin(struct request *r)
{
	const char *type = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Content-Type");
	struct upload *u;
	if (!length_ok(r))
		return;
	u = calloc(1, sizeof *u);
	if (!u) {
		reply_problem(r, 503, "unavailable", "out of memory; try again later");
		return;
	}
	u->r = r;
	u->ops_tail = &u->ops;
	buf_init(&u->data, 0);
	buf_init(&u->name, UPLOAD_NAME_MAX * 4 + 1);
	buf_init(&u->options, UPLOAD_OPTIONS_MAX * 2);
	r->upload = u;
	if (atomic_fetch_add(&r->srv->uploads, 1) >= UPLOAD_PARALLEL)
		reply_problem(r, 503, "too-many-uploads", "%d uploads are under way; try again in a moment",
			      UPLOAD_PARALLEL);
	else if (parts_start(u, type))
		parts_params(u);
}

static bool too_slow(const struct upload *u)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - u->r->started.tv_sec > UPLOAD_SECONDS;
}

void upload_data(struct upload *u, const char *data, size_t n)
{
	u->total += n;
	atomic_fetch_add(&u->r->srv->metrics.upload_bytes, n);
	if (u->total > UPLOAD_REQUEST_MAX)
		reply_problem(u->r, 413, "too-large", "an upload may be %d MiB; leave out what is not source",
			      UPLOAD_REQUEST_MAX >> 20);
	else if (too_slow(u))
		reply_problem(u->r, 408, "too-slow", "the upload took more than an hour; send it over a faster line");
	else
		parts_data(u, data, n);
	if (!u->r->reply.status && (u->pending >= UPLOAD_PENDING || u->n_ops >= UPLOAD_BATCH))
		store_ask(u);
}

void upload_finish(struct upload *u)
{
	struct request *r = u->r;
	parts_finish(u);
	if (r->reply.status)
		return;
	if (u->files == 0 && u->chunks == 0) {
		reply_problem(r, 422, "empty-upload",
			      "nothing was uploaded; send the driver's files, an archive of them, or pasted text");
		return;
	}
	u->finishing = true;
	store_ask(u);
}

void upload_end(struct upload *u, enum MHD_RequestTerminationCode why)
{
	struct server *s = u->r->srv;
	atomic_fetch_sub(&s->uploads, 1);
	if (!u->complete) {
		atomic_fetch_add(why == MHD_REQUEST_TERMINATED_COMPLETED_OK ? &s->metrics.uploads_refused
									    : &s->metrics.uploads_aborted,
				 1);
		store_abort(u);
	}
	if (u->pp)
		MHD_destroy_post_processor(u->pp);
	store_free(u);
	buf_free(&u->data);
	buf_free(&u->name);
	buf_free(&u->options);
	free(u);
}
