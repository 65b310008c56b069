#include "forge/forge_int.h"

#include "base/jsonw.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEADERS = 8, HEADER = AUTH_TOKEN + 64, PATH = 4096, REDIRECTS = 3 };

static const char *const kinds[FORGE_KINDS] = { "github", "gitlab", "gitea", "git" };

const char *forge_kind_word(enum forge_kind k)
{
	return (unsigned)k < FORGE_KINDS ? kinds[k] : "git";
}

int forge_kind_from(const char *word)
{
	for (int i = 0; i < FORGE_KINDS; i++)
		if (strcmp(kinds[i], word) == 0)
			return i;
	return -1;
}

void url_escape(struct buf *b, struct str s, bool keep_slash)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.s[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c) ||
		    (keep_slash && c == '/'))
			buf_putc(b, (char)c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

static char *copy(struct arena *a, const char *z)
{
	return arena_printf(a, "%s", z ? z : "");
}

/* What a repository's name is in a URL. GitLab takes the whole path as one segment. */
static char *repo_in_url(struct arena *a, const struct forge_config *c, struct err *e)
{
	struct str repo = str_from(c->repo);
	struct buf b;
	char *z;
	for (size_t i = 0; i < repo.n; i++)
		if ((unsigned char)repo.s[i] <= ' ' || strchr("?#%\\", repo.s[i])) {
			err_set(e, ERR_USAGE, "the repository's name has characters that no forge allows");
			return NULL;
		}
	if (repo.n == 0 || repo.n > 500 || (c->kind != FORGE_GITLAB && !memchr(repo.s, '/', repo.n)) ||
	    memmem(repo.s, repo.n, "..", 2)) {
		err_set(e, ERR_USAGE, "the repository must be named as owner/name");
		return NULL;
	}
	buf_init(&b, 4096);
	url_escape(&b, repo, c->kind != FORGE_GITLAB);
	z = copy(a, b.s);
	buf_free(&b);
	return z;
}

struct forge *forge_open(const struct forge_config *c, struct err *e)
{
	static const struct forge_ops *const table[FORGE_KINDS] = { &github_ops, &gitlab_ops, &gitea_ops, NULL };
	struct arena *a = arena_new(0);
	struct forge *f = ARENA_NEW(a, struct forge);
	f->a = a;
	f->kind = c->kind;
	f->ops = table[c->kind];
	f->net = c->net;
	f->tokens = c->tokens;
	buf_init(&f->token, AUTH_TOKEN);
	buf_init(&f->app_key, SEAL_TEXT_MAX);
	f->api = copy(a, c->api_url);
	f->repo = copy(a, c->repo);
	f->token_user = copy(a, c->token_user);
	f->app_id = copy(a, c->app_id);
	f->installation = copy(a, c->installation);
	buf_puts(&f->token, c->token ? c->token : "");
	if (f->token.n == 0 && f->kind == FORGE_GITHUB && c->app_key)
		buf_puts(&f->app_key, c->app_key);
	if (c->login && *c->login) {
		snprintf(f->me.login, sizeof f->me.login, "%s", c->login);
		f->me_known = true;
	}
	f->http = http_new(&f->net, c->ca_file, c->stop, c->user);
	f->repo_path = f->ops ? repo_in_url(a, c, e) : copy(a, "");
	if (!f->http)
		err_set(e, ERR_NO_MEMORY, "no memory for a connection");
	if (f->http && f->repo_path)
		return f;
	forge_close(f);
	return NULL;
}

void forge_close(struct forge *f)
{
	if (!f)
		return;
	http_free(f->http);
	seal_wipe(&f->token);
	seal_wipe(&f->app_key);
	buf_free(&f->token);
	buf_free(&f->app_key);
	arena_free(f->a);
}

enum forge_kind forge_kind_of(const struct forge *f)
{
	return f->kind;
}

uint64_t forge_wait_ms(const struct forge *f)
{
	return f->wait_ms;
}

/* ---- one request ---- */

struct auth {
	char header[HEADER];
};

static void plain_auth(const struct forge *f, struct auth *h)
{
	h->header[0] = 0;
	if (f->token.n == 0)
		return;
	switch (f->kind) {
	case FORGE_GITHUB:
		snprintf(h->header, sizeof h->header, "Authorization: Bearer %s", f->token.s);
		break;
	case FORGE_GITLAB:
		snprintf(h->header, sizeof h->header, "PRIVATE-TOKEN: %s", f->token.s);
		break;
	default:
		snprintf(h->header, sizeof h->header, "Authorization: token %s", f->token.s);
	}
}

/* What the forge says is wrong, as a short clean line; never something that holds the token. */
static void reason(const struct forge *f, const struct http_said *a, char *out, size_t room)
{
	json_t *o = json_loadb(a->body.n ? a->body.s : "", a->body.n, 0, NULL);
	const json_t *m = json_object_get(o, "message"), *errors = json_object_get(o, "errors");
	char *text = json_is_string(m) ? strdup(json_string_value(m))
		     : m	       ? json_dumps(m, JSON_COMPACT | JSON_ENCODE_ANY)
				       : NULL;
	char *more = errors ? json_dumps(errors, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	size_t n;
	snprintf(out, room, "%s%.150s%s%.200s", text ? ": " : "", text ? text : "", more ? " " : "", more ? more : "");
	if (f->token.n && strstr(out, f->token.s))
		out[0] = 0;
	n = strlen(out);
	for (size_t i = 0; i < n;) {
		size_t k = utf8_len(out + i, n - i);
		if (k == 0 || (unsigned char)out[i] < ' ')
			out[i] = '?', k = 1;
		i += k;
	}
	free(text);
	free(more);
	json_decref(o);
}

/* "Too much": how long to be silent. False: it is something else. */
static bool limited(struct forge *f, const struct http_said *a)
{
	struct str body = buf_view(&a->body);
	time_t now = time(NULL);
	bool words = memmem(body.s, body.n, "rate limit", 10) || memmem(body.s, body.n, "abuse", 5);
	if (a->status != 429 && !(a->status == 403 && (a->retry_after_s >= 0 || a->remaining == 0 || words)))
		return false;
	if (a->retry_after_s >= 0)
		f->wait_ms = (uint64_t)(a->retry_after_s < 86400 ? a->retry_after_s : 86400) * 1000 + 250;
	else if (a->remaining == 0 && a->reset > now)
		f->wait_ms = (uint64_t)(a->reset - now < 86400 ? a->reset - now : 86400) * 1000 + 1000;
	else
		f->wait_ms = FORGE_WAIT_MIN_MS;
	return true;
}

static bool judge(struct forge *f, const char *method, const char *path, const struct http_said *a, struct err *e)
{
	char why[400];
	enum err_code code;
	if (a->status >= 200 && a->status < 300)
		return true;
	reason(f, a, why, sizeof why);
	if (limited(f, a))
		return err_set(e, ERR_UNAVAILABLE, "the forge asks to be left alone for %llu s%.200s",
			       (unsigned long long)(f->wait_ms / 1000), why);
	switch (a->status) {
	case 401:
		return err_set(e, ERR_DENIED,
			       "the forge does not accept the token any more (401); give the project a new one%.200s",
			       why);
	case 403:
		code = ERR_DENIED;
		break;
	case 404:
	case 410:
		code = ERR_NOT_FOUND;
		break;
	case 400:
	case 405:
	case 409:
	case 422:
		code = ERR_INPUT;
		break;
	case 413:
		code = ERR_TOO_LARGE;
		break;
	default:
		code = a->status >= 300 && a->status < 400 ? ERR_NOT_FOUND : ERR_UNAVAILABLE;
	}
	if (a->status >= 300 && a->status < 400)
		return err_set(e, code, "the forge says that %s has moved; give the project its new name or address",
			       f->repo);
	return err_set(e, code, "the forge answers %s %.120s with %d%s", method, path, a->status, why);
}

static bool same_place(const char *a, const char *b)
{
	struct net_target x, y;
	struct err e;
	return net_url(a, &x, &e) && net_url(b, &y, &e) && x.tls == y.tls && x.port == y.port &&
	       strcmp(x.host, y.host) == 0;
}

static bool ask(struct forge *f, const char *method, const char *path, struct str body, const char *auth,
		struct http_said *a, struct err *e)
{
	char url[PATH];
	const char *headers[HEADERS] = { "Accept: application/json" };
	struct http_ask q = { method, url, headers, body, (size_t)FORGE_ANSWER_MIB << 20, FORGE_TIMEOUT_MS };
	size_t n = 0;
	f->wait_ms = 0;
	if (f->kind == FORGE_GITHUB) {
		headers[n++] = "Accept: application/vnd.github+json";
		headers[n++] = "X-GitHub-Api-Version: 2022-11-28";
	} else {
		n++;
	}
	if (*auth)
		headers[n++] = auth;
	if (body.n)
		headers[n++] = "Content-Type: application/json";
	headers[n] = NULL;
	if (snprintf(url, sizeof url, "%s%s", *path == '/' ? f->api : "", path) >= (int)sizeof url)
		return err_set(e, ERR_TOO_LARGE, "an address of over %d bytes", (int)PATH);
	for (int i = 0;; i++) {
		if (!http_do(f->http, &q, a, e))
			return false;
		log_debug("%s %s: %d in %.0f ms", method, path, a->status, a->ms);
		if (a->status < 301 || a->status > 308 || a->status == 304 || strcmp(method, "GET") != 0 ||
		    i >= REDIRECTS || !same_place(url, a->location))
			return true;
		snprintf(url, sizeof url, "%s", a->location);
		buf_free(&a->body);
	}
}

static bool answer(struct http_said *a, json_t **out, struct err *e)
{
	json_error_t bad;
	if (!out)
		return true;
	*out = NULL;
	if (a->body.n == 0)
		return true;
	*out = json_loadb(a->body.s, a->body.n, JSON_DECODE_ANY, &bad);
	return *out || err_set(e, ERR_CHILD, "the forge's answer is no JSON");
}

static bool body_text(json_t *body, struct buf *b, struct err *e)
{
	char *z = body ? json_dumps(body, JSON_COMPACT) : NULL;
	bool good = !body || z;
	buf_init(b, (size_t)32 << 20);
	if (z)
		buf_puts(b, z);
	free(z);
	json_decref(body);
	return (good && !b->full) || err_set(e, ERR_TOO_LARGE, "what is to be said to the forge is too large");
}

bool forge_call_app(struct forge *f, const char *method, const char *path, json_t *body, json_t **out, struct err *e)
{
	struct buf jwt, text;
	struct http_said a = { 0 };
	char header[HEADER];
	bool good;
	buf_init(&jwt, AUTH_TOKEN);
	good = body_text(body, &text, e) && auth_jwt(buf_view(&f->app_key), f->app_id, time(NULL), &jwt, e);
	if (good) {
		snprintf(header, sizeof header, "Authorization: Bearer %s", jwt.s);
		good = ask(f, method, path, buf_view(&text), header, &a, e) && judge(f, method, path, &a, e) &&
		       answer(&a, out, e);
		memcpy(f->cursor, a.cursor, sizeof f->cursor);
	}
	explicit_bzero(header, sizeof header);
	seal_wipe(&jwt);
	buf_free(&jwt);
	buf_free(&text);
	buf_free(&a.body);
	return good;
}

/* A GitHub App's installation token, from the cache or bought. */
static bool app_token(struct forge *f, struct err *e)
{
	json_t *o = NULL;
	struct str got;
	char path[PATH];
	time_t now = time(NULL), until;
	if (f->app_key.n == 0)
		return true;
	if (!*f->installation) {
		snprintf(path, sizeof path, "/repos/%s/installation", f->repo_path);
		if (!forge_call_app(f, "GET", path, NULL, &o, e))
			return err_wrap(e, "the app is not installed on %s", f->repo);
		f->installation = arena_printf(f->a, "%lld", (long long)json_int(o, "id"));
		json_decref(o);
	}
	f->cache_key = arena_printf(f->a, "%s %s %s", f->api, f->app_id, f->installation);
	got = auth_cache_get(f->tokens, f->cache_key, now);
	if (!got.n) {
		snprintf(path, sizeof path, "/app/installations/%s/access_tokens", f->installation);
		o = NULL;
		if (!forge_call_app(f, "POST", path, json_object(), &o, e))
			return err_wrap(e, "no token for the app's installation");
		got = str_from(json_z(o, "token"));
		until = auth_time(str_from(json_z(o, "expires_at")));
		if (got.n == 0 || got.n >= AUTH_TOKEN) {
			json_decref(o);
			return err_set(e, ERR_CHILD, "the forge's answer holds no token");
		}
		auth_cache_put(f->tokens, f->cache_key, got, until ? until : now + 3600);
	}
	seal_wipe(&f->token);
	buf_str(&f->token, got);
	json_decref(o);
	return true;
}

static bool call(struct forge *f, const char *method, const char *path, json_t *body, json_t **out, bool *next,
		 struct err *e)
{
	struct buf text;
	struct auth auth;
	struct http_said a = { 0 };
	bool good = body_text(body, &text, e);
	if (out)
		*out = NULL;
	for (int i = 0; good && i < 2; i++) {
		good = (f->token.n && i == 0) || app_token(f, e);
		if (!good)
			break;
		plain_auth(f, &auth);
		good = ask(f, method, path, buf_view(&text), auth.header, &a, e);
		/* An installation's token may end before its time. */
		if (!good || a.status != 401 || f->app_key.n == 0 || i)
			break;
		auth_cache_drop(f->tokens, f->cache_key ? f->cache_key : "");
		seal_wipe(&f->token);
		buf_free(&a.body);
	}
	good = good && judge(f, method, path, &a, e) && answer(&a, out, e);
	if (next)
		*next = a.next;
	memcpy(f->cursor, a.cursor, sizeof f->cursor);
	explicit_bzero(&auth, sizeof auth);
	buf_free(&text);
	buf_free(&a.body);
	return good;
}

bool forge_call(struct forge *f, const char *method, const char *path, json_t *body, json_t **out, struct err *e)
{
	return call(f, method, path, body, out, NULL, e);
}

bool forge_call_page(struct forge *f, const char *path, json_t **out, bool *next, struct err *e)
{
	return call(f, "GET", path, NULL, out, next, e);
}

bool forge_pages(struct forge *f, const char *path, const char *key, forge_each *each, void *user, struct err *e)
{
	char url[PATH];
	bool next = true;
	for (int page = 1; next && page <= FORGE_PAGES; page++) {
		json_t *o = NULL;
		const json_t *list, *x;
		size_t i;
		bool good;
		/* Gitea calls it limit, the others per_page. */
		snprintf(url, sizeof url, "%s%c%s=%d&page=%d", path, strchr(path, '?') ? '&' : '?',
			 f->kind == FORGE_GITEA ? "limit" : "per_page", f->kind == FORGE_GITEA ? 50 : 100, page);
		if (!forge_call_page(f, url, &o, &next, e))
			return false;
		list = key ? json_object_get(o, key) : o;
		good = json_is_array(list) || json_is_null(list) ||
		       err_set(e, ERR_CHILD, "the forge's answer is no list");
		json_array_foreach (list, i, x)
			good = good && each(user, x, e);
		json_decref(o);
		if (!good)
			return false;
	}
	return !next || err_set(e, ERR_TOO_LARGE, "the forge's list has over %d pages", (int)FORGE_PAGES);
}

/* ---- reading answers ---- */

const char *json_z(const json_t *o, const char *key)
{
	const char *z = json_string_value(json_object_get(o, key));
	return z ? z : "";
}

struct str json_text(struct arena *a, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	return arena_str(a, (struct str){ json_is_string(v) ? json_string_value(v) : "", json_string_length(v) });
}

int64_t json_int(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

bool json_yes(const json_t *o, const char *key)
{
	return json_is_true(json_object_get(o, key));
}

struct str json_id(struct arena *a, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (json_is_integer(v))
		return str_from(arena_printf(a, "%lld", (long long)json_integer_value(v)));
	return json_text(a, o, key);
}

json_t *json_of(struct str s)
{
	struct buf b;
	json_t *v = json_stringn(s.s, s.n);
	if (v)
		return v;
	buf_init(&b, s.n * 3 + 1);
	for (size_t i = 0; i < s.n;) {
		size_t k = utf8_len(s.s + i, s.n - i);
		buf_add(&b, k ? s.s + i : "\xef\xbf\xbd", k ? k : 3);
		i += k ? k : 1;
	}
	v = json_stringn(b.n ? b.s : "", b.n);
	buf_free(&b);
	return v;
}

struct str text_cut(struct str s, size_t chars)
{
	size_t i = 0;
	while (i < s.n && chars--) {
		size_t k = utf8_len(s.s + i, s.n - i);
		i += k ? k : 1;
	}
	return (struct str){ s.s, i };
}

bool forge_me_known(struct forge *f, struct err *e)
{
	return f->me_known || forge_whoami(f, &f->me, e);
}

bool forge_ours(const struct forge *f, const char *login)
{
	return f->me_known && f->me.login[0] && str_eq_nocase(str_from(f->me.login), str_from(login));
}
