#ifndef RC_SERVER_ACCESS_H
#define RC_SERVER_ACCESS_H
/*
 * Who asks, and may they: API tokens (Authorization: Bearer, or the page's cookie). Only a token's SHA-256 is stored. What was found
 * good is remembered for ACCESS_CACHE_SECONDS, and forgotten at once when any token changes (NOTIFY rc_tokens).
 *
 * A token of one project sees nothing else: lists filter by r->who.project, and every address with a review's or project's id is
 * checked here before its handler runs.
 */
#include "base/err.h"

#include <stdbool.h>

struct request;
struct server;
struct access;

/* What a route needs. The scopes include the ones before them. */
enum need { NEED_READ, NEED_WRITE, NEED_ADMIN, NEED_NOTHING };

enum { ACCESS_NAME = 401, ACCESS_COOKIE = 160 };

/* Whom a request comes from. Without a token (a server on loopback that asks for none): everything is allowed. */
struct principal {
	bool known;  /* by a token */
	bool cookie; /* through the page's session */
	enum need scope;
	char token[37]; /* public id */
	char name[ACCESS_NAME];
	char project[24];	 /* internal id; empty = all projects */
	char project_public[37]; /* the same as clients know it */
};

struct access *access_new(const struct server *s, struct err *e);
void access_free(struct access *a);
/* Some token changed. */
void access_forget(struct access *a);

/* Headers are in, r->route is known: fills in r->who, or the problem, or asks the database first (r->asked). */
void access_check(struct request *r);

/* GET, POST, DELETE /api/v1/session: the page's log-in. */
void session_get(struct request *r);
void session_open(struct request *r);
void session_close(struct request *r);

const char *scope_word(enum need scope);
bool scope_from(const char *word, enum need *scope);

#endif
