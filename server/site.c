#include "server/site.h"

#include "server/http.h"

#include <errno.h>
#include <fts.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct file {
	char *path; /* "/main.js" */
	struct str body;
	const char *type;
	char etag[40];
	bool hashed; /* the name changes with the content */
};

struct site {
	struct file v[STATIC_FILE_COUNT];
	size_t n, bytes;
};

static const struct {
	const char *tail, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".json", "application/json" },
	{ ".wasm", "application/wasm" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json" },
};

/* Nothing from elsewhere, no inline script, no inline style: the page's source view adds its styles as adopted style sheets. */
static const char csp[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
	"font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

static const char *type_of(const char *path)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_ends(str_from(path), str_from(types[i].tail)))
			return types[i].type;
	return "application/octet-stream";
}

/* "main-STYMTIXU.js": a dash, 8 or more capitals and digits, a dot. */
static bool hashed_name(const char *path)
{
	const char *dash = strrchr(path, '-');
	return dash && strspn(dash + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") >= 8 &&
	       strchr(dash, '.') == dash + 1 + strspn(dash + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

static bool read_body(struct file *f, const char *path, size_t size)
{
	char *body = malloc(size + 1);
	FILE *in = fopen(path, "re");
	size_t n = body && in ? fread(body, 1, size, in) : 0;
	if (in)
		fclose(in);
	if (!body || n != size) {
		free(body);
		return false;
	}
	f->body = (struct str){ body, n };
	return true;
}

static bool add(struct site *s, const char *root, const FTSENT *ent, struct err *e)
{
	struct file *f = &s->v[s->n];
	unsigned char d[EVP_MAX_MD_SIZE];
	size_t size = (size_t)ent->fts_statp->st_size;
	if (s->n == STATIC_FILE_COUNT || size > STATIC_MAX - s->bytes)
		return err_set(e, ERR_TOO_LARGE, "%s: more files than a page has; is `web` the right folder?", root);
	f->path = strdup(ent->fts_path + strlen(root));
	if (!f->path || !read_body(f, ent->fts_accpath, size))
		return err_set(e, ERR_IO, "%s cannot be read", ent->fts_path);
	EVP_Digest(f->body.s, f->body.n, d, NULL, EVP_sha256(), NULL);
	f->etag[0] = '"';
	for (int i = 0; i < 16; i++)
		snprintf(f->etag + 1 + 2 * i, 3, "%02x", d[i]);
	f->etag[33] = '"';
	f->type = type_of(f->path);
	f->hashed = hashed_name(f->path);
	s->bytes += size;
	s->n++;
	return true;
}

struct site *site_load(const char *folder, struct err *e)
{
	struct site *s = calloc(1, sizeof *s);
	char *paths[] = { strdup(folder), NULL };
	FTS *fts = s && paths[0] && *folder ? fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
	FTSENT *ent;
	bool ok = true;
	while (ok && fts && (ent = fts_read(fts)))
		if (ent->fts_info == FTS_F)
			ok = add(s, folder, ent, e);
	if (fts)
		fts_close(fts);
	free(paths[0]);
	if (!s || !ok) {
		site_free(s);
		return NULL;
	}
	if (s->n == 0)
		log_warn("no web page at \"%s\" (make web builds it); the REST API works without", folder);
	return s;
}

void site_free(struct site *s)
{
	for (size_t i = 0; s && i < s->n; i++) {
		free(s->v[i].path);
		free((void *)(uintptr_t)s->v[i].body.s);
	}
	free(s);
}

static const struct file *find(const struct site *s, const char *path)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].path, path) == 0)
			return &s->v[i];
	return NULL;
}

void site_get(struct request *r, const char *path)
{
	const struct file *f = find(r->srv->site, strcmp(path, "/") == 0 ? "/index.html" : path);
	if (!f) {
		reply_problem(r, 404, "not-found",
			      r->srv->site->n ? "there is nothing at this address; the page is at /"
					      : "the web page is not built (make web); the REST API is at /api/v1");
		return;
	}
	r->reply.status = 200;
	r->reply.type = f->type;
	r->reply.fixed = f->body;
	r->reply.csp = csp;
	r->reply.cache = f->hashed ? "public, max-age=31536000, immutable" : "no-cache";
	memcpy(r->reply.etag, f->etag, sizeof f->etag);
}
