#include "worker/project.h"

#include <stdio.h>

static struct str text(struct arena *a, const PGresult *r, int col)
{
	return arena_str(a, (struct str){ PQgetvalue(r, 0, col), (size_t)PQgetlength(r, 0, col) });
}

/* "\x0123..." as the database prints bytes. */
static bool secret(struct worker *w, const PGresult *r, int col, struct buf *out, struct err *e)
{
	size_t n = 0;
	unsigned char *sealed;
	bool good;
	buf_init(out, SEAL_TEXT_MAX + 1);
	if (PQgetisnull(r, 0, col))
		return true;
	if (!w->key.set)
		return err_set(e, ERR_DENIED,
			       "this worker has no secret key: set secret_key_file to the server's (see "
			       "ringcheck-worker.conf.sample)");
	sealed = PQunescapeBytea((const unsigned char *)PQgetvalue(r, 0, col), &n);
	if (!sealed)
		return err_set(e, ERR_NO_MEMORY, "no memory for a secret");
	good = seal_get(&w->key, (struct str){ (const char *)sealed, n }, out, e);
	PQfreemem(sealed);
	return good;
}

static bool take(struct worker *w, struct arena *a, const PGresult *r, struct project *p, struct err *e)
{
	struct str *const texts[] = { &p->public_id,	&p->name,	    &p->kind,		&p->api_url,
				      &p->web_url,	&p->repo,	    &p->clone_url,	&p->app_id,
				      &p->installation, &p->token_user,	    &p->default_branch, &p->health,
				      &p->hook_id,	&p->hook_remote_id, &p->options,	&p->probed };
	enum { TEXTS = sizeof texts / sizeof texts[0] };
	for (int i = 0; i < TEXTS; i++)
		*texts[i] = text(a, r, i);
	snprintf(p->id, sizeof p->id, "%s", PQgetvalue(r, 0, TEXTS));
	snprintf(p->forge_id, sizeof p->forge_id, "%s", PQgetvalue(r, 0, TEXTS + 1));
	p->private = PQgetvalue(r, 0, TEXTS + 2)[0] == 't';
	return secret(w, r, TEXTS + 3, &p->token, e) && secret(w, r, TEXTS + 4, &p->app_key, e) &&
	       secret(w, r, TEXTS + 5, &p->hook_secret, e);
}

bool project_load(struct worker *w, struct arena *a, const char *project_id, struct project *p, struct err *e)
{
	const char *v[1] = { project_id };
	PGresult *r =
		db_query(&w->db, e,
			 "select p.public_id, p.name, f.kind, f.api_url, f.web_url, p.repo, p.clone_url, f.app_id,"
			 " p.installation, p.token_user, p.default_branch, p.health, p.hook_id, p.hook_remote_id,"
			 " p.options, f.probed, p.id, f.id, f.private, p.token, f.app_key, p.hook_secret"
			 " from projects p join forges f on f.id = p.forge_id where p.id = $1",
			 1, v);
	bool good;
	*p = (struct project){ .private = false };
	if (!r)
		return false;
	if (PQntuples(r) != 1)
		good = err_set(e, ERR_NOT_FOUND, "the project is gone");
	else
		good = take(w, a, r, p, e) || err_wrap(e, "project " STR_FMT, STR_ARG(p->name));
	PQclear(r);
	if (!good)
		project_wipe(p);
	return good;
}

void project_wipe(struct project *p)
{
	struct buf *const secrets[] = { &p->token, &p->app_key, &p->hook_secret };
	for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
		seal_wipe(secrets[i]);
		buf_free(secrets[i]);
	}
}
