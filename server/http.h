#ifndef RC_SERVER_HTTP_H
#define RC_SERVER_HTTP_H
/*
 * Requests and their answers over libmicrohttpd. One (by default) epoll thread speaks HTTP and never waits: a handler either
 * fills in the reply, or puts queries into r->task and calls request_ask(); the connection is then suspended, the database's
 * thread runs `then` and resumes it. Measured (facts: performance.md section 3): this way serves 1.2 times as many pages as a
 * thread per connection, and blocking libpq in the epoll thread a third.
 */
#include "base/arena.h"
#include "base/jsonw.h"
#include "server/access.h"
#include "server/config.h"
#include "server/db.h"
#include "server/metrics.h"

#include <jansson.h>
#include <microhttpd.h>
#include <time.h>

struct server;
struct upload;
struct stream;
struct events;
struct rules;
struct site;

enum { REQUEST_MAGIC = 0x52657131, REQUEST_QUERIES = 6, REQUEST_CURSOR = 1280 };

struct param {
	const char *name;
	char *value;
};

struct reply {
	unsigned status; /* 0 = none yet */
	const char *type;
	const char *cache; /* Cache-Control; NULL = no-store */
	const char *csp;   /* NULL = nothing may be loaded */
	char etag[80];	   /* with quotes; empty = none */
	char location[128];
	char encoding[32];		 /* X-Ringcheck-Encoding */
	char filename[64];		 /* Content-Disposition: attachment */
	char cookie[ACCESS_COOKIE + 96]; /* Set-Cookie */
	bool challenge;			 /* WWW-Authenticate */
	unsigned retry_after;
	struct str fixed;	  /* a body that lives as long as the server; otherwise request.out */
	struct MHD_Response *own; /* made by the handler itself */
};

struct request {
	uint32_t magic;
	struct server *srv;
	struct MHD_Connection *conn;
	const struct route *route;
	const char *method;
	char id[37];   /* {id} of the route, as given; a well-formed UUID */
	char arg[128]; /* any other {word} of it */
	struct principal who;
	bool at_head;	       /* headers are in, the body is still to come */
	struct buf in;	       /* the body, where the route takes one */
	size_t counted;	       /* of it, towards the server's bound */
	json_t *json;	       /* of it; body_read() */
	struct arena *a;       /* what lives as long as the request; request_arena() */
	const char *what;      /* what is asked for, in words: "project" */
	const char *list_name; /* of a list, its member */
	struct param params[HTTP_PARAMS];
	unsigned n_params, limit;
	char cursor[REQUEST_CURSOR]; /* decoded; empty = none */
	char limit_text[16];	     /* limit + 1: one more tells whether there is a next page */
	struct buf out;
	struct jsonw w;
	struct reply reply;
	struct db_query q[REQUEST_QUERIES];
	struct db_task task;
	bool asked;
	void (*then)(struct request *r); /* in the database's thread; replies, or asks again */
	void *data;			 /* the handler's own; malloc'd, freed with the request */
	size_t drained;
	struct upload *upload;
	struct stream *stream;
	struct timespec started;
};

struct route {
	const char *method; /* GET serves HEAD too */
	const char *path;   /* with {id}, {n}, {rule} */
	void (*handle)(struct request *r);
	const char *params; /* allowed query parameters, each with a blank before and after: " rule q "; NULL = none */
	bool lists;	    /* takes cursor and limit */
	bool upload;	    /* takes a body that is stored as it comes */
	size_t body;	    /* takes a body of at most so many bytes, in memory */
	enum need need;	    /* the scope that a token has to have */
	bool whole;	    /* not for tokens of one project */
	bool session;	    /* open to all, but looks who it is */
};

struct server {
	struct config *config;
	struct db *db;
	struct events *events;
	struct access *access;
	struct rules *rules;
	struct site *site;
	struct metrics metrics;
	struct MHD_Daemon *daemon;
	atomic_int open;      /* requests not completed yet */
	atomic_int uploads;   /* under way */
	atomic_size_t bodies; /* bytes of bodies in memory */
	atomic_bool stopping;
};

/* Listens and serves. With port 0 the system chooses; *port says which. */
bool http_start(struct server *s, unsigned *port, struct err *e);
/* Takes no more connections, finishes what is under way, stops. */
void http_stop(struct server *s);

/* ---- for handlers ---- */

/* The value of a query parameter, or NULL. */
const char *request_param(const struct request *r, const char *name);
struct arena *request_arena(struct request *r);
/* A well-formed UUID? */
bool is_uuid(const char *s, size_t n);
/* After db_add() on &r->task: send them; `then` gets the answer. */
void request_ask(struct request *r, void (*then)(struct request *r));
/* True where the queries failed: the problem is then the reply. */
bool request_failed(struct request *r);
/* 200 (or another status) with r->out as JSON. */
void reply_json(struct request *r, unsigned status);
/* problem+json: type is the stable word; the text says what to do. */
void reply_problem(struct request *r, unsigned status, const char *type, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void reply_err(struct request *r, const struct err *e);
void reply_not_found(struct request *r);

/* ---- the routes, by file ---- */
extern const struct route routes[];
extern const size_t routes_n;

void reviews_list(struct request *r);
void reviews_get(struct request *r);
void reviews_delete(struct request *r);
void reviews_cancel(struct request *r);
void reviews_retry(struct request *r);
void findings_list(struct request *r);
void findings_get(struct request *r);
void files_list(struct request *r);
void files_source(struct request *r);
void units_list(struct request *r);
void drivers_map(struct request *r);
void sarif_get(struct request *r);
void events_get(struct request *r);
void rules_list(struct request *r);
void rules_get(struct request *r);
void tokens_list(struct request *r);
void tokens_make(struct request *r);
void tokens_revoke(struct request *r);
void fixed_list(struct request *r);
void codequality_get(struct request *r);
void forges_list(struct request *r);
void forges_make(struct request *r);
void forges_get(struct request *r);
void forges_change(struct request *r);
void forges_delete(struct request *r);
void projects_list(struct request *r);
void projects_make(struct request *r);
void projects_get(struct request *r);
void projects_change(struct request *r);
void projects_delete(struct request *r);
void projects_rotate(struct request *r);
void project_setup(struct request *r);
void connect_get(struct request *r);
void connect_start(struct request *r);
void project_activity(struct request *r);
void project_report(struct request *r);
void deliveries_list(struct request *r);
void deliveries_get(struct request *r);
void deliveries_again(struct request *r);
void branches_list(struct request *r);
void pulls_list(struct request *r);
void pulls_get(struct request *r);
void reviews_ask(struct request *r);
void triage_list(struct request *r);
void triage_get(struct request *r);
void triage_put(struct request *r);
void hooks_take(struct request *r);
void hooks_refuse(struct request *r);
void service_health(struct request *r);
void service_ready(struct request *r);
void service_metrics(struct request *r);
void service_openapi(struct request *r);
/* Everything else: the page. */
void site_get(struct request *r, const char *path);

/* Shared: columns of a review and how they are written. */
#define REVIEW_COLUMNS                                                                                                   \
	"public_id, name, state, partial, reason, input, options, progress_done, progress_total, drivers, units_total, " \
	"units_analysed, functions, opaque_ops, guessed_declarations, findings, suppressed, notes, warnings, errors, "   \
	"skipped, engine, elapsed_ms, " REVIEW_TIME("created_at") ", " REVIEW_TIME("started_at") ", " REVIEW_TIME(       \
		"finished_at") ", (select p.public_id from projects p where p.id = reviews.project_id), "                \
			       "(select p.number from pulls p where p.id = reviews.pull_id), branch, commit_sha, "       \
			       "base_sha, fresh, unchanged, fixed, reopened, unaffected, superseded"
#define REVIEW_TIME(c) "to_char(" c " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
void review_write(struct jsonw *w, const PGresult *res, int row);

#endif
