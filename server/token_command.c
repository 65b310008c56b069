/* ringcheckd token create|list|revoke: for whoever may reach the database anyway. */
#include "server/db.h"
#include "server/http.h"
#include "server/secret.h"
#include "server/tokens.h"

#include <stdio.h>

static const char help[] =
	"usage: ringcheckd [--config FILE] token create --name NAME [--scope read|write|admin] [--project NAME]\n"
	"                                               [--days N] [--first]\n"
	"       ringcheckd [--config FILE] token list\n"
	"       ringcheckd [--config FILE] token revoke ID\n"
	"A token is printed once; only its hash is kept. --days 0: it does not expire (90). --first: only where there is none yet.\n";

static int fail(const struct err *e)
{
	fprintf(stderr, "ringcheckd: %s\n", e->text);
	return e->code == ERR_USAGE ? 2 : 1;
}

static PGresult *ask(PGconn *c, const char *sql, int n, const char *const *v, struct err *e)
{
	PGresult *r = PQexecParams(c, sql, n, NULL, v, NULL, NULL, 0);
	if (PQresultStatus(r) == PGRES_TUPLES_OK)
		return r;
	err_set(e, ERR_DATABASE, STR_FMT, STR_ARG(db_message(c)));
	PQclear(r);
	return NULL;
}

struct words {
	const char *name, *scope, *project, *days;
	bool first;
};

static bool read_words(int argc, char **argv, struct words *w, struct err *e)
{
	enum need need;
	unsigned long long n;
	*w = (struct words){ .scope = "read", .days = "90" };
	for (int i = 0; i < argc; i++) {
		const char *v = i + 1 < argc ? argv[i + 1] : NULL;
		const char **to = strcmp(argv[i], "--name") == 0      ? &w->name
				  : strcmp(argv[i], "--scope") == 0   ? &w->scope
				  : strcmp(argv[i], "--project") == 0 ? &w->project
				  : strcmp(argv[i], "--days") == 0    ? &w->days
								      : NULL;
		if (strcmp(argv[i], "--first") == 0)
			w->first = true;
		else if (!to || !v)
			return err_set(e, ERR_USAGE,
				       "\"%s\" is unknown or lacks its value; see ringcheckd token --help", argv[i]);
		else {
			*to = v;
			i++;
		}
	}
	if (!w->name || !*w->name || strlen(w->name) > 100)
		return err_set(e, ERR_USAGE, "--name NAME (up to 100 characters) says what the token is for");
	if (!scope_from(w->scope, &need))
		return err_set(e, ERR_USAGE, "--scope must be read, write or admin");
	if (!str_to_u64(str_from(w->days), &n) || n > TOKENS_DAYS_MAX)
		return err_set(e, ERR_USAGE, "--days must be a number up to %d", TOKENS_DAYS_MAX);
	return true;
}

static bool project_id(PGconn *c, const char *name, char id[37], struct err *e)
{
	PGresult *r = ask(c, "select public_id from projects where name = $1", 1, &name, e);
	bool found = r && PQntuples(r) == 1;
	if (r && !found)
		err_set(e, ERR_NOT_FOUND, "there is no project called \"%s\"", name);
	if (found)
		snprintf(id, 37, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
	return found;
}

static bool create(PGconn *c, int argc, char **argv, struct err *e)
{
	char token[SECRET_TOKEN], hex[2 * SHA256_BYTES + 1], id[37];
	unsigned char d[SHA256_BYTES];
	struct words w;
	PGresult *r;
	if (!read_words(argc, argv, &w, e) || (w.project && !project_id(c, w.project, id, e)))
		return false;
	if (w.first) {
		r = ask(c, "select 1 from tokens limit 1", 0, NULL, e);
		int n = r ? PQntuples(r) : 1;
		PQclear(r);
		if (n)
			return e->code == ERR_NONE;
	}
	if (!secret_token(token))
		return err_set(e, ERR_IO, "the system gives no random bytes");
	sha256(str_from(token), d);
	hex_of(d, sizeof d, hex);
	r = ask(c, TOKEN_INSERT("select 1 from t"), 5,
		(const char *const[]){ hex, w.name, w.scope, w.days, w.project ? id : NULL }, e);
	if (r)
		puts(token);
	PQclear(r);
	return r != NULL;
}

static bool list(PGconn *c, struct err *e)
{
	PGresult *r = ask(
		c,
		"select t.public_id, t.scope, coalesce(p.name, '*'), case when revoked_at is not null then 'revoked' "
		"when expires_at < now() then 'expired' else coalesce('until ' || expires_at::date, 'for ever') end, t.name "
		"from tokens t left join projects p on p.id = t.project_id order by t.id",
		0, NULL, e);
	for (int i = 0; r && i < PQntuples(r); i++)
		printf("%s  %-5s  %-20s  %-16s  %s\n", PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), PQgetvalue(r, i, 2),
		       PQgetvalue(r, i, 3), PQgetvalue(r, i, 4));
	PQclear(r);
	return r != NULL;
}

static bool take_back(PGconn *c, const char *id, struct err *e)
{
	PGresult *r = ask(
		c,
		"update tokens set revoked_at = coalesce(revoked_at, now()) where public_id::text = lower($1) returning 1",
		1, &id, e);
	bool found = r && PQntuples(r) == 1;
	if (r && !found)
		err_set(e, ERR_NOT_FOUND, "there is no token with the id %s; ringcheckd token list shows them", id);
	PQclear(r);
	return found;
}

int tokens_command(const struct config *c, int argc, char **argv)
{
	const char *word = argc ? argv[0] : "";
	struct err e = { 0 };
	PGconn *conn;
	bool ok;
	if (strcmp(word, "create") != 0 && strcmp(word, "list") != 0 && !(strcmp(word, "revoke") == 0 && argc == 2)) {
		bool asked = strcmp(word, "--help") == 0;
		fputs(help, asked ? stdout : stderr);
		return asked ? 0 : 2;
	}
	conn = db_connect(c->database_url, 30, &e);
	if (!conn)
		return fail(&e);
	ok = *word == 'c'   ? create(conn, argc - 1, argv + 1, &e)
	     : *word == 'l' ? list(conn, &e)
			    : take_back(conn, argv[1], &e);
	PQfinish(conn);
	return ok ? 0 : fail(&e);
}
