#include "server/migrate.h"

#include "base/log.h"
#include "server/db.h"
#include "server/embed.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

/* Any number that nobody else uses for an advisory lock: "ringchck". */
#define LOCK "select pg_advisory_lock(8244232994653106027)"
#define UNLOCK "select pg_advisory_unlock(8244232994653106027)"

static bool run(PGconn *c, const char *sql, struct err *e)
{
	PGresult *r = PQexec(c, sql);
	ExecStatusType s = PQresultStatus(r);
	PQclear(r);
	if (s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK)
		return true;
	return err_set(e, ERR_DATABASE, STR_FMT, STR_ARG(db_message(c)));
}

static void hex_sha256(struct str text, char out[65])
{
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	EVP_Digest(text.s, text.n, d, &n, EVP_sha256(), NULL);
	for (unsigned i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", d[i]);
}

/* Looks for one version: *there says whether it is applied; false where it differs from ours. */
static bool look(PGconn *c, const char *version, const char *sum, bool *there, struct err *e)
{
	PGresult *r = PQexecParams(c, "select sha256 from schema_version where version = $1", 1, NULL,
				   (const char *const[]){ version }, NULL, NULL, 0);
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;
	*there = ok && PQntuples(r) == 1;
	if (!ok)
		err_set(e, ERR_DATABASE, STR_FMT, STR_ARG(db_message(c)));
	else if (*there && strcmp(PQgetvalue(r, 0, 0), sum) != 0)
		ok = err_set(e, ERR_CONFLICT,
			     "migration %s was edited after it had been applied to this database; restore it and add a "
			     "new one",
			     version);
	PQclear(r);
	return ok;
}

static bool apply(PGconn *c, const struct embed_file *f, struct err *e)
{
	char version[16], sum[65];
	bool there = false, ok;
	PGresult *r;
	snprintf(version, sizeof version, "%d", (int)strtol(f->name, NULL, 10));
	hex_sha256(f->text, sum);
	if (!look(c, version, sum, &there, e))
		return false;
	if (there)
		return true;
	log_info("applying migration %s", f->name);
	ok = run(c, "begin; set local statement_timeout = 0", e) && run(c, f->text.s, e);
	if (ok) {
		r = PQexecParams(c, "insert into schema_version (version, name, sha256) values ($1, $2, $3)", 3, NULL,
				 (const char *const[]){ version, f->name, sum }, NULL, NULL, 0);
		ok = PQresultStatus(r) == PGRES_COMMAND_OK || err_set(e, ERR_DATABASE, STR_FMT, STR_ARG(db_message(c)));
		PQclear(r);
	}
	if (!ok || !run(c, "commit", e)) {
		struct err ignored;
		err_wrap(e, "%s", f->name);
		run(c, "rollback", &ignored);
		return false;
	}
	return true;
}

static bool not_newer(PGconn *c, struct err *e)
{
	PGresult *r = PQexec(c, "select coalesce(max(version), 0) from schema_version");
	long have = PQresultStatus(r) == PGRES_TUPLES_OK ? strtol(PQgetvalue(r, 0, 0), NULL, 10) : 0;
	long ours = embed_migrations_n ? strtol(embed_migrations[embed_migrations_n - 1].name, NULL, 10) : 0;
	PQclear(r);
	if (have > ours)
		return err_set(e, ERR_CONFLICT,
			       "the database has schema %ld, this program knows %ld: use a newer program", have, ours);
	return true;
}

static bool all(PGconn *c, struct err *e)
{
	/* The first migration makes schema_version itself; before it there is nothing to look into. */
	PGresult *r = PQexec(c, "select to_regclass('schema_version') is not null");
	bool fresh = PQresultStatus(r) == PGRES_TUPLES_OK && PQgetvalue(r, 0, 0)[0] == 'f';
	PQclear(r);
	if (fresh &&
	    !run(c,
		 "create table schema_version (version int primary key, name text not null, sha256 text not null, "
		 "applied_at timestamptz not null default now())",
		 e))
		return false;
	for (size_t i = 0; i < embed_migrations_n; i++)
		if (!apply(c, &embed_migrations[i], e))
			return false;
	return not_newer(c, e);
}

bool migrate(PGconn *c, struct err *e)
{
	struct err ignored;
	bool ok = run(c, "set statement_timeout = 0", e) && run(c, LOCK, e);
	if (ok) {
		ok = all(c, e);
		run(c, UNLOCK, &ignored);
	}
	return ok || err_wrap(e, "migrating the database");
}
