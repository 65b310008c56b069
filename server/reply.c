#include "server/http.h"

#include "server/reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *type, *title;
} titles[] = {
	{ "bad-request", "The request is malformed" },
	{ "bad-parameter", "A parameter is wrong" },
	{ "bad-options", "The review's options are wrong" },
	{ "bad-path", "A file's path is not allowed" },
	{ "duplicate-path", "Two files have the same path" },
	{ "empty-upload", "Nothing was uploaded" },
	{ "incomplete-upload", "The upload is not complete" },
	{ "not-an-archive", "The file is not an archive" },
	{ "not-text", "No source text was uploaded" },
	{ "unsupported-type", "This kind of content is not supported" },
	{ "length-required", "The length is missing" },
	{ "too-large", "Too large" },
	{ "too-many-files", "Too many files" },
	{ "too-many-uploads", "Too many uploads at once" },
	{ "too-slow", "The upload took too long" },
	{ "not-found", "Not found" },
	{ "token-needed", "A token is needed" },
	{ "too-many-failures", "Too many failures" },
	{ "scope", "The token does not allow this" },
	{ "bad-signature", "The signature does not fit" },
	{ "too-old", "The delivery is too old" },
	{ "no-secret-key", "No secret key is set" },
	{ "method-not-allowed", "Method not allowed" },
	{ "foreign-origin", "Refused: the request comes from another site" },
	{ "unknown-host", "Refused: unknown host name" },
	{ "conflict", "Not possible in the present state" },
	{ "database", "The database is not available" },
	{ "unavailable", "Not available at the moment" },
	{ "internal", "Internal error" },
};

static const char *title_of(const char *type)
{
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (strcmp(titles[i].type, type) == 0)
			return titles[i].title;
	return "Error";
}

void reply_problem(struct request *r, unsigned status, const char *type, const char *fmt, ...)
{
	char text[1024], uri[64];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	snprintf(uri, sizeof uri, "/problems/%s", type);
	buf_clear(&r->out);
	jsonw_init(&r->w, &r->out);
	jsonw_obj(&r->w);
	jsonw_kz(&r->w, "type", uri);
	jsonw_kz(&r->w, "title", title_of(type));
	jsonw_ku64(&r->w, "status", status);
	jsonw_kz(&r->w, "detail", text);
	jsonw_end(&r->w);
	r->reply = (struct reply){ .status = status,
				   .type = "application/problem+json",
				   .retry_after = status == 503 ? 2 : 0 };
}

void reply_err(struct request *r, const struct err *e)
{
	static const char *const types[ERR_CODES] = {
		[ERR_USAGE] = "bad-request",	 [ERR_INPUT] = "bad-request",	[ERR_TOO_LARGE] = "too-large",
		[ERR_NOT_FOUND] = "not-found",	 [ERR_CONFLICT] = "conflict",	[ERR_DENIED] = "foreign-origin",
		[ERR_DATABASE] = "database",	 [ERR_TIMEOUT] = "unavailable", [ERR_UNAVAILABLE] = "unavailable",
		[ERR_NO_MEMORY] = "unavailable",
	};
	const char *type = types[e->code] ? types[e->code] : "internal";
	reply_problem(r, (unsigned)err_http(e->code), type, "%s", e->text);
}

void reply_not_found(struct request *r)
{
	reply_problem(r, 404, "not-found", "there is no such %s, or not this part of it; it may have been deleted",
		      r->what ? r->what : "review");
}

void reply_json(struct request *r, unsigned status)
{
	if (r->out.full) {
		reply_problem(r, 503, "unavailable", "the answer is too large; ask for a smaller page with `limit`");
		return;
	}
	r->reply.status = status;
	r->reply.type = "application/json";
}

static void header(struct MHD_Response *m, const char *name, const char *value)
{
	if (value && *value)
		MHD_add_response_header(m, name, value);
}

static struct MHD_Response *make(struct request *r)
{
	struct reply *p = &r->reply;
	struct MHD_Response *m = p->own;
	p->own = NULL;
	if (m)
		return m;
	if (p->fixed.s)
		return MHD_create_response_from_buffer(p->fixed.n, (void *)(uintptr_t)p->fixed.s,
						       MHD_RESPMEM_PERSISTENT);
	if (r->out.n == 0)
		return MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
	m = MHD_create_response_from_buffer_with_free_callback(r->out.n, r->out.s, free);
	if (m)
		r->out = (struct buf){ .max = r->out.max };
	return m;
}

static bool not_modified(const struct request *r)
{
	const char *want = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "If-None-Match");
	return r->reply.etag[0] && r->reply.status == 200 && want && strstr(want, r->reply.etag);
}

enum MHD_Result reply_send(struct request *r)
{
	struct reply *p = &r->reply;
	struct MHD_Response *m;
	enum MHD_Result result;
	char text[96];
	if (not_modified(r)) {
		p->status = 304;
		p->fixed = (struct str){ "", 0 };
	}
	m = make(r);
	if (!m)
		return MHD_NO;
	if (p->status != 204 && p->status != 304)
		header(m, "Content-Type", p->type);
	header(m, "Cache-Control", p->cache ? p->cache : "no-store");
	header(m, "X-Content-Type-Options", "nosniff");
	header(m, "Content-Security-Policy", p->csp ? p->csp : "default-src 'none'; frame-ancestors 'none'");
	header(m, "Referrer-Policy", "no-referrer");
	header(m, "Cross-Origin-Resource-Policy", "same-origin");
	if (p->csp) {
		header(m, "Cross-Origin-Opener-Policy", "same-origin");
		header(m, "X-Frame-Options", "DENY");
		header(m, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
	}
	header(m, "ETag", p->etag);
	header(m, "Location", p->location);
	header(m, "X-Ringcheck-Encoding", p->encoding);
	if (*p->filename) {
		snprintf(text, sizeof text, "attachment; filename=\"%s\"", p->filename);
		header(m, "Content-Disposition", text);
	}
	header(m, "Set-Cookie", p->cookie);
	if (p->challenge)
		header(m, "WWW-Authenticate", "Bearer realm=\"ringcheck\"");
	if (p->retry_after) {
		snprintf(text, sizeof text, "%u", p->retry_after);
		header(m, "Retry-After", text);
	}
	result = MHD_queue_response(r->conn, p->status, m);
	MHD_destroy_response(m);
	return result;
}
