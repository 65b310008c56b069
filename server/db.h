#ifndef RC_SERVER_DB_H
#define RC_SERVER_DB_H
/*
 * The database, asked by threads of its own so that no HTTP thread ever waits for it. A task is a few queries that go down
 * one pipeline as one transaction; a thread sends up to DB_BATCH tasks before it reads the first answer.
 *
 * Two lanes: readers (pages) and writers (uploads, cancel, delete), so that a large upload cannot hold up the pages.
 * Every task must be harmless to repeat: after a lost connection it is sent again, until its deadline has passed.
 */
#include "base/err.h"
#include "base/str.h"
#include "server/limits.h"

#include <libpq-fe.h>
#include <stdatomic.h>
#include <stdint.h>

struct db;
struct db_task;

enum db_lane { DB_READ, DB_WRITE, DB_LANES };

struct db_query {
	const char *sql; /* must live as long as the program where `once` is false: it is prepared under its text */
	bool once;	 /* do not prepare */
	int n;
	const char *val[DB_PARAMS]; /* text, NUL-terminated; or len[] bytes of bytea where binary[] */
	int len[DB_PARAMS];
	int binary[DB_PARAMS];
	bool binary_result;
};

struct db_task {
	struct db_query *q; /* the owner's array, of at most DB_QUERIES */
	int nq;
	PGresult *res[DB_QUERIES]; /* one for each query, where ok */
	bool ok;
	struct err err; /* where not ok: ERR_DATABASE (lost, busy), ERR_INTERNAL (a bug), or what the SQL raised */
	enum db_lane lane;
	bool heavy; /* large parameters: goes alone */
	/* Runs in the database's thread before the first try; may fill in queries. NULL = none. */
	void (*prepare)(struct db_task *t);
	/*
	 * Runs in the database's thread; results are freed after it. It may fill in new queries and return true: the task then
	 * goes round again. On false the task is not touched any more (it may have been freed).
	 */
	bool (*done)(struct db_task *t);
	/* the database's own */
	struct db_task *next;
	uint64_t deadline; /* ms, monotonic */
	bool prepared;
	unsigned tries;
};

struct db_stats {
	atomic_ulong tasks, retries, failures, connects;
	atomic_int waiting, connected;
};

struct db *db_new(const char *url, unsigned readers, struct err *e);
/* Waits for what is queued, closes. */
void db_free(struct db *db);
/* Takes the task; never blocks. A full queue answers through done() at once, in this thread. */
void db_submit(struct db *db, struct db_task *t);
const struct db_stats *db_stats(const struct db *db);

/* Adds a query; parameters follow by db_text/db_bytes. */
struct db_query *db_add(struct db_task *t, const char *sql);
void db_text(struct db_query *q, const char *z);
void db_bytes(struct db_query *q, const void *p, size_t n);

/* A connection of one's own (migrations, listening): waits up to `seconds` for the server. NULL with e filled in. */
PGconn *db_connect(const char *url, unsigned seconds, struct err *e);
/* The first line of the last error, without line end: for logs. */
struct str db_message(const PGconn *c);

uint64_t clock_ms(void);

/* A field of a result as text. */
static inline struct str db_get(const PGresult *r, int row, int col)
{
	return (struct str){ PQgetvalue(r, row, col), (size_t)PQgetlength(r, row, col) };
}

#endif
