#include "server/access.h"

#include "server/body.h"
#include "server/http.h"
#include "server/secret.h"

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const words[] = { "read", "write", "admin", NULL };

/* A credential, as the table knows it. */
struct credential {
	unsigned char key[SHA256_BYTES]; /* of the token; or of "session " and the token's public id */
	char public_id[37];		 /* for a session */
	char hex[2 * SHA256_BYTES + 1];
};

struct known {
	unsigned char key[SHA256_BYTES];
	uint64_t until; /* ms; 0 = empty */
	struct principal who;
};

struct failures {
	unsigned char from[16];
	uint64_t since;
	unsigned n;
};

struct access {
	pthread_mutex_t mu;
	unsigned char cookie_key[SHA256_BYTES];
	struct known known[ACCESS_KNOWN];
	struct failures failed[ACCESS_ADDRESSES];
};

const char *scope_word(enum need scope)
{
	return scope <= NEED_ADMIN ? words[scope] : "";
}

bool scope_from(const char *word, enum need *scope)
{
	for (unsigned i = 0; words[i]; i++)
		if (strcmp(word, words[i]) == 0) {
			*scope = (enum need)i;
			return true;
		}
	return false;
}

struct access *access_new(const struct server *s, struct err *e)
{
	struct access *a = calloc(1, sizeof *a);
	const struct seal_key *k = &s->config->key;
	if (!a) {
		err_set(e, ERR_NO_MEMORY, "no memory for the tokens");
		return NULL;
	}
	pthread_mutex_init(&a->mu, NULL);
	/* All servers of one database share the key, so that a session is good at each; without one it ends with this process. */
	if (k->set)
		hmac_sha256((struct str){ (const char *)k->k, sizeof k->k }, STR("ringcheck session cookie 1"),
			    a->cookie_key);
	else if (RAND_bytes(a->cookie_key, sizeof a->cookie_key) != 1) {
		err_set(e, ERR_IO, "the system gives no random bytes");
		access_free(a);
		return NULL;
	}
	return a;
}

void access_free(struct access *a)
{
	if (a)
		OPENSSL_cleanse(a, sizeof *a);
	free(a);
}

void access_forget(struct access *a)
{
	pthread_mutex_lock(&a->mu);
	memset(a->known, 0, sizeof a->known);
	pthread_mutex_unlock(&a->mu);
}

/* ---- what was found good ---- */

static struct known *slot(struct access *a, const unsigned char key[SHA256_BYTES])
{
	uint64_t h;
	memcpy(&h, key, sizeof h);
	return &a->known[h % ACCESS_KNOWN];
}

/* AGED: good when it was last looked up, more than ACCESS_CACHE_SECONDS ago. */
enum recalled { RECALLED_NOT, RECALLED_AGED, RECALLED_GOOD };

static enum recalled recall(struct access *a, const struct credential *c, struct principal *who)
{
	struct known *k = slot(a, c->key);
	enum recalled found = RECALLED_NOT;
	pthread_mutex_lock(&a->mu);
	if (k->until && CRYPTO_memcmp(k->key, c->key, sizeof k->key) == 0)
		found = k->until > clock_ms() ? RECALLED_GOOD : RECALLED_AGED;
	if (found == RECALLED_GOOD)
		*who = k->who;
	pthread_mutex_unlock(&a->mu);
	return found;
}

static void remember(struct access *a, const struct credential *c, const struct principal *who)
{
	struct known *k = slot(a, c->key);
	pthread_mutex_lock(&a->mu);
	memcpy(k->key, c->key, sizeof k->key);
	k->who = *who;
	k->until = clock_ms() + ACCESS_CACHE_SECONDS * 1000;
	pthread_mutex_unlock(&a->mu);
}

/* ---- those who guess ---- */

static void address_of(const struct request *r, unsigned char from[16])
{
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(r->conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *sa = i ? i->client_addr : NULL;
	memset(from, 0, 16);
	if (sa && sa->sa_family == AF_INET)
		memcpy(from, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
	else if (sa && sa->sa_family == AF_INET6) /* a /64 belongs to one customer */
		memcpy(from, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 8);
}

/* Counts `add` failures of the request's address; true where it had too many in this minute. */
static bool too_many(struct request *r, unsigned add)
{
	struct access *a = r->srv->access;
	struct failures *f;
	unsigned char from[16];
	uint64_t h = 0, now = clock_ms();
	bool many;
	address_of(r, from);
	for (size_t i = 0; i < sizeof from; i++)
		h = h * 131 + from[i];
	f = &a->failed[h % ACCESS_ADDRESSES];
	pthread_mutex_lock(&a->mu);
	if (memcmp(f->from, from, sizeof from) != 0 || now - f->since > 60000) {
		memcpy(f->from, from, sizeof from);
		f->since = now;
		f->n = 0;
	}
	many = f->n >= ACCESS_FAILURES;
	f->n += add;
	pthread_mutex_unlock(&a->mu);
	return many;
}

static void reply_too_many(struct request *r)
{
	reply_problem(r, 429, "too-many-failures",
		      "too many requests with a wrong token came from this address; wait a minute");
	r->reply.retry_after = 60;
}

static void reply_no_token(struct request *r, const char *why)
{
	reply_problem(r, 401, "token-needed", "%s", why);
	r->reply.challenge = true;
}

/* ---- reading what a request brings ---- */

static void cookie_mac(const struct access *a, struct str text, char hex[2 * SHA256_BYTES + 1])
{
	unsigned char mac[SHA256_BYTES];
	hmac_sha256((struct str){ (const char *)a->cookie_key, sizeof a->cookie_key }, text, mac);
	hex_of(mac, sizeof mac, hex);
}

/* "PUBLIC-ID.SECONDS.MAC": says which token logged in and until when; a thief of it does not have the token. */
static bool read_cookie(const struct access *a, const char *v, struct credential *c)
{
	char hex[2 * SHA256_BYTES + 1], text[64];
	struct str id, rest, until, mac;
	unsigned long long at;
	if (!str_cut(str_from(v), '.', &id, &rest) || !str_cut(rest, '.', &until, &mac) || id.n != 36 ||
	    mac.n != sizeof hex - 1 || until.n > 15 || !str_to_u64(until, &at))
		return false;
	cookie_mac(a, (struct str){ v, id.n + 1 + until.n }, hex);
	if (CRYPTO_memcmp(hex, mac.s, mac.n) != 0 || (time_t)at < time(NULL))
		return false;
	memcpy(c->public_id, id.s, 36);
	snprintf(text, sizeof text, "session %s", c->public_id);
	sha256(str_from(text), c->key);
	return true;
}

static bool bearer(struct request *r, const char *v, struct credential *c)
{
	struct str word, token;
	if (!str_cut(str_trim(str_from(v)), ' ', &word, &token) || !str_eq_nocase(word, STR("Bearer")) ||
	    !str_trim(token).n) {
		reply_no_token(r, "Authorization must be \"Bearer rck_...\", with a token of Ringcheck");
		return false;
	}
	sha256(str_trim(token), c->key);
	return true;
}

/* ---- asking ---- */

#define TOKEN_COLUMNS "t.public_id, t.name, t.scope, t.project_id, p.public_id, t.id"
#define TOKEN_GOOD "t.revoked_at is null and (t.expires_at is null or t.expires_at > now())"
/* Notes the hour of the last use on the way. */
#define TOKEN_LOOKUP(by)                                                                                               \
	"with found as (select " TOKEN_COLUMNS " as tid from tokens t left join projects p on p.id = t.project_id "    \
	"where " by " and " TOKEN_GOOD "), used as (update tokens set used_at = date_trunc('hour', now()) where id = " \
	"(select tid from found) and (used_at is null or used_at < date_trunc('hour', now()))) select * from found"

static bool read_token(const PGresult *res, struct principal *who)
{
	*who = (struct principal){ .known = true };
	if (PQntuples(res) != 1 || !scope_from(PQgetvalue(res, 0, 2), &who->scope))
		return false;
	snprintf(who->token, sizeof who->token, "%s", PQgetvalue(res, 0, 0));
	snprintf(who->name, sizeof who->name, "%s", PQgetvalue(res, 0, 1));
	snprintf(who->project, sizeof who->project, "%s", PQgetvalue(res, 0, 3));
	snprintf(who->project_public, sizeof who->project_public, "%s", PQgetvalue(res, 0, 4));
	return true;
}

static void admit(struct request *r);

static void looked_up(struct request *r)
{
	const struct credential *c = r->data;
	const PGresult *res = r->task.res[0];
	bool cookie = c->public_id[0] != 0;
	if (request_failed(r))
		return;
	if (!read_token(res, &r->who)) {
		r->who = (struct principal){ .scope = NEED_ADMIN };
		if (cookie && !r->srv->config->tokens) {
			admit(r); /* an old session on a server that asks for none */
			return;
		}
		too_many(r, 1);
		reply_no_token(r, cookie ? "the session has ended; log in again"
					 : "this token is unknown, has expired or was revoked; an administrator "
					   "makes a new one (ringcheckd token create, or the page's Tokens)");
		return;
	}
	r->who.cookie = cookie;
	remember(r->srv->access, c, &r->who);
	admit(r);
}

static void look_up(struct request *r, const struct credential *c)
{
	struct credential *keep = malloc(sizeof *keep);
	struct db_query *q;
	if (!keep) {
		reply_problem(r, 503, "unavailable", "out of memory; try again later");
		return;
	}
	*keep = *c;
	r->data = keep;
	hex_of(c->key, sizeof c->key, keep->hex);
	if (c->public_id[0]) {
		q = db_add(&r->task, TOKEN_LOOKUP("t.public_id = $1::uuid"));
		db_text(q, keep->public_id);
	} else {
		q = db_add(&r->task, TOKEN_LOOKUP("t.sha256 = decode($1, 'hex')"));
		db_text(q, keep->hex);
	}
	request_ask(r, looked_up);
}

/* ---- may they? ---- */

static void gated(struct request *r)
{
	if (request_failed(r))
		return;
	if (PQntuples(r->task.res[0]) == 0)
		reply_not_found(r);
}

/* Known or let in without: the scope, and for a token of one project whether the address is of that project. */
static void admit(struct request *r)
{
	const char *path = r->route->path;
	bool review = strncmp(path, "/api/v1/reviews/{id}", 20) == 0;
	struct db_query *q;
	free(r->data);
	r->data = NULL;
	if (r->route->need != NEED_NOTHING && r->who.scope < r->route->need) {
		reply_problem(r, 403, "scope", "this token may only %s; a token with scope \"%s\" is needed",
			      scope_word(r->who.scope), scope_word(r->route->need));
		return;
	}
	if (!*r->who.project || r->route->need == NEED_NOTHING)
		return;
	if (r->route->whole) {
		reply_problem(r, 403, "scope",
			      "this token is for one project only; a token for all projects is needed here");
		return;
	}
	if (!review && strncmp(path, "/api/v1/projects/{id}", 21) != 0)
		return;
	q = db_add(&r->task, review ? "select 1 from reviews where public_id = $1 and project_id = $2"
				    : "select 1 from projects where public_id = $1 and id = $2");
	db_text(q, r->id);
	db_text(q, r->who.project);
	request_ask(r, gated);
}

void access_check(struct request *r)
{
	const char *auth = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Authorization");
	const char *cookie = MHD_lookup_connection_value(r->conn, MHD_COOKIE_KIND, "ringcheck");
	struct access *a = r->srv->access;
	struct credential c = { 0 };
	enum recalled recalled;
	bool have;
	r->who = (struct principal){ .scope = NEED_ADMIN };
	if (r->route->need == NEED_NOTHING && !r->route->session)
		return;
	if (auth) {
		have = bearer(r, auth, &c);
		if (!have)
			return;
	} else {
		have = cookie && read_cookie(a, cookie, &c);
	}
	recalled = have ? recall(a, &c, &r->who) : RECALLED_NOT;
	if (recalled == RECALLED_GOOD)
		admit(r);
	/* A token that was good is no guess: who shares an address (a proxy's) with one who guesses goes on working. */
	else if (have && auth && recalled == RECALLED_NOT && too_many(r, 0))
		reply_too_many(r);
	else if (have)
		look_up(r, &c);
	else if (r->srv->config->tokens && r->route->need != NEED_NOTHING)
		reply_no_token(
			r, "a token is needed: send \"Authorization: Bearer rck_...\", or log in with one on the page");
}

/* ---- the page's session ---- */

static void write_session(struct request *r)
{
	const struct principal *p = &r->who;
	jsonw_obj(&r->w);
	jsonw_kbool(&r->w, "required", r->srv->config->tokens);
	jsonw_key(&r->w, "token");
	if (p->known) {
		jsonw_obj(&r->w);
		jsonw_kz(&r->w, "name", p->name);
		jsonw_kz(&r->w, "scope", scope_word(p->scope));
		jsonw_kz(&r->w, "project", *p->project ? p->project_public : NULL);
		jsonw_end(&r->w);
	} else {
		jsonw_null(&r->w);
	}
	jsonw_end(&r->w);
	reply_json(r, 200);
}

void session_get(struct request *r)
{
	write_session(r);
}

static void set_cookie(struct request *r, const char *value, long seconds)
{
	bool tls = strncmp(r->srv->config->public_url, "https://", 8) == 0;
	snprintf(r->reply.cookie, sizeof r->reply.cookie,
		 "ringcheck=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%ld%s", value, seconds,
		 tls ? "; Secure" : "");
}

static void opened(struct request *r)
{
	char text[64], hex[2 * SHA256_BYTES + 1], value[ACCESS_COOKIE];
	if (request_failed(r))
		return;
	if (!read_token(r->task.res[0], &r->who)) {
		too_many(r, 1);
		reply_problem(r, 401, "token-needed",
			      "this token is unknown, has expired or was revoked; an administrator makes a new one");
		return;
	}
	snprintf(text, sizeof text, "%s.%lld", r->who.token, (long long)time(NULL) + ACCESS_SESSION_SECONDS);
	cookie_mac(r->srv->access, str_from(text), hex);
	snprintf(value, sizeof value, "%s.%s", text, hex);
	write_session(r);
	set_cookie(r, value, ACCESS_SESSION_SECONDS);
}

void session_open(struct request *r)
{
	struct str token = { 0 };
	const struct body_field fields[] = { { "token", BODY_TEXT, &token, 1, 200, true } };
	struct credential *c = calloc(1, sizeof *c);
	r->data = c;
	if (too_many(r, 0)) {
		reply_too_many(r);
		return;
	}
	if (!c || !body_read(r, fields, 1))
		return;
	sha256(str_trim(token), c->key);
	hex_of(c->key, sizeof c->key, c->hex);
	db_text(db_add(&r->task, TOKEN_LOOKUP("t.sha256 = decode($1, 'hex')")), c->hex);
	request_ask(r, opened);
}

void session_close(struct request *r)
{
	r->reply.status = 204;
	set_cookie(r, "", 0);
}
