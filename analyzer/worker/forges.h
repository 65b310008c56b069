#ifndef RC_WORKER_FORGES_H
#define RC_WORKER_FORGES_H
/* What the jobs that talk to a forge share: opening it, the write budget, the outbox, a project's health. */
#include "forge/comment.h"
#include "forge/forge.h"
#include "worker/project.h"

#include <jansson.h>

/* All limits of these jobs. */
enum {
	FORGES_PER_MINUTE = 60,	   /* writes to one account; GitHub's secondary limit is 80 */
	FORGES_PER_HOUR = 400,	   /* of 500 */
	FORGES_DENIED_MS = 600000, /* after a refused token */
	FORGES_AWAY_MS = 30000,	   /* between looks for a forge that does not answer */
	FORGES_SETTLE_MS = 5000,   /* a write that was under way when a worker died may still arrive */
	FORGES_WANTS = 20000,	   /* findings of a review that are looked at */
	FORGES_INLINE = 20,	   /* comments on lines, where the project does not say */
	FORGES_ANNOTATED = 500,	   /* annotations of a check run */
	FORGES_BATCH = 30,	   /* comments in one review */
};

/* Where the project's forge may be; the setting forge_hosts decides where it is given. */
bool project_policy(struct worker *w, const struct project *p, struct net_policy *net, struct err *e);
/* `j` may be NULL; otherwise its lease is kept while waiting. Close it with forge_close. */
struct forge *project_forge(struct worker *w, const struct project *p, struct job *j, struct err *e);
/* "" = it is well. */
void project_health(struct worker *w, const char *project_id, const char *problem);
/* What a failure of a forge's operation means for the job and for the project; always false. */
bool forge_trouble(struct worker *w, struct job *j, struct forge *f, const struct project *p, struct err *e);

/* One write: budget and lease are asked, a row is made. False: not now (j->wait_ms), or not ours any more. *done: it was made before. */
struct out {
	struct worker *w;
	struct job *j;
	struct forge *f;
	const struct project *p;
	const char *pull_id; /* NULL = none */
	char id[24];
};
bool out_begin(struct out *o, const char *kind, const char *mark, bool once, bool *done, struct err *e);
/* `e` as the operation left it; gives back `good`. The row says "failed" only where the forge refused what was said (ERR_INPUT). */
bool out_end(struct out *o, bool good, const char *remote_id, struct err *e);

/* Unix milliseconds etc. are the database's business: a value of one row into `out`; false: failed. */
#define DB_VALUE(w, e, out, sql, ...)                                                                                 \
	db_value(&(w)->db, e, out, sizeof(out), sql, (int)(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)), \
		 (const char *[]){ __VA_ARGS__ })
#define DB_QUERY(w, e, sql, ...)                                                                    \
	db_query(&(w)->db, e, sql, (int)(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)), \
		 (const char *[]){ __VA_ARGS__ })

/* A member of the job's payload or of options, as text. */
char *payload_text(struct arena *a, const char *json, const char *key);

#endif
