#ifndef RC_SERVER_TOKENS_H
#define RC_SERVER_TOKENS_H
/* What the API and the command line share of tokens. */
#include "server/config.h"

enum { TOKEN_DAYS = 90 /* a new token is good for so long, where nothing else is said */ };

/*
 * $1 hex of the SHA-256, $2 name, $3 scope, $4 days (0 = for ever), $5 public id of the project or null; `t` is the new row. Gives nothing
 * where there is no such project. May be repeated.
 */
#define TOKEN_INSERT(then)                                                                                             \
	"with t as (insert into tokens (sha256, name, scope, expires_at, project_id) select decode($1, 'hex'), $2, "   \
	"$3, case when $4::int = 0 then null else now() + make_interval(days => $4::int) end, p.id from (select 1) o " \
	"left join projects p on p.public_id = $5::uuid where $5 is null or p.id is not null "                         \
	"on conflict (sha256) do update set name = excluded.name returning *) " then

/* `ringcheckd token ...`, on the server's machine: the exit status. */
int tokens_command(const struct config *c, int argc, char **argv);

#endif
