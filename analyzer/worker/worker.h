#ifndef RC_WORKER_WORKER_H
#define RC_WORKER_WORKER_H
/*
 * ringcheck-worker: claims jobs from the queue in PostgreSQL (migrations/0002_jobs.sql), reviews, stores.
 *
 * Two processes. The one here has the database and its password, and never forks a child that reads
 * what users gave. For each review it starts the engine (engine.c: this program again, by exec, with
 * an empty environment and one socket), which owns the jailed children; should one of them break
 * out, it finds no secret in memory and no connection. Both are single-threaded.
 *
 * A job is leased: heartbeats keep the lease, every write shows its token. A worker that was cut off
 * notices that the lease is lost and writes nothing.
 */
#include "base/buf.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/settings.h"
#include "pipeline/pipeline.h"

#include <libpq-fe.h>

/* All limits of the worker; those of the engine are in pipeline/pipeline.h. */
enum {
	WORKER_POLL_MS = 3000,	       /* looking for jobs without being told */
	WORKER_REAP_S = 15,	       /* looking for leases of dead workers */
	WORKER_UPLOADS_S = 300,	       /* looking for uploads whose server died */
	WORKER_SWEEP_S = 60,	       /* looking for projects whose deliveries are to be swept */
	WORKER_RECONNECT_MIN_MS = 200, /* doubled up to the maximum */
	WORKER_RECONNECT_MAX_MS = 10000,
	WORKER_STORE_TRIES = 5,	   /* of writing the results over a flaky connection */
	WORKER_EVENTS_MS = 250,	   /* progress is written at most this often */
	WORKER_ARCHIVE_MIB = 1024, /* fetched archive */
	WORKER_SOURCE_MIB = 16,	   /* one source file that is kept; larger ones are named as skipped */
	WORKER_SOURCES_MIB = 1024, /* all of them */
	WORKER_SOURCES = 100000,   /* files */
	WORKER_PATH = 400,	   /* as rc_path_ok() */
	WORKER_RESULT_MIB = 512,   /* frames of one engine run */
};

struct worker_config {
	char database_url[SETTING_TEXT]; /* may hold a password: never logged */
	char name[SETTING_TEXT];	 /* for people; empty = host and process id */
	char scratch[SETTING_TEXT];	 /* empty = $TMPDIR or /tmp */
	char cache[SETTING_TEXT];	 /* precompiled headers; empty = below scratch, for this worker's life */
	char projects[SETTING_TEXT];	 /* repositories and trees of projects; empty = likewise */
	char git[SETTING_TEXT];		 /* the program; empty = /usr/bin/git */
	char model_dir[SETTING_TEXT];	 /* empty = beside the program */
	uint32_t jobs;			 /* children at once; 0 = one per core */
	uint32_t lease_s;
	uint32_t unit_timeout_s;
	uint32_t jail_uid; /* as root: user of the jailed children; 0 = as root without capabilities */
	int sandbox;	   /* 0 strict, 1 best-effort */
	int log_level;
	/* ---- projects and their forges ---- */
	char secret_key[SETTING_TEXT], secret_key_file[SETTING_TEXT]; /* what the database's secrets are sealed with */
	char forge_hosts
		[SETTING_TEXT]; /* host[:port], ...: nothing else is connected to; empty = the project's forge */
	char allow_private[SETTING_TEXT]; /* hosts that may have private addresses; "*" = all */
	char ca_file[SETTING_TEXT];	  /* certificates to trust; empty = the system's */
	char public_url[SETTING_TEXT];	  /* of the page, for links in comments; empty = no links */
	char kinds[SETTING_TEXT];	  /* of jobs that this worker takes */
	uint32_t sweep_min;		  /* minutes between looks for missed deliveries; 0 = never */
};

bool worker_config_read(struct worker_config *c, const char *file, struct err *e);

/* ---- db.c: one connection ---- */

struct db {
	PGconn *c;
	const char *url;
	uint64_t retry_ns; /* not before */
	uint32_t wait_ms;
};

bool db_up(struct db *d); /* connects where it is not; waits for nothing: false = try again later */
void db_close(struct db *d);
/* Text parameters; NULL on failure with `e` set (ERR_DATABASE; the connection may be gone). PQclear the result. */
PGresult *db_query(struct db *d, struct err *e, const char *sql, int n, const char *const *v);
/* One value of one row; empty where there is no row or NULL. */
bool db_value(struct db *d, struct err *e, char *out, size_t room, const char *sql, int n, const char *const *v);
bool db_do(struct db *d, struct err *e, const char *sql);
/* COPY text format: a row is built field by field. */
void copy_str(struct buf *b, struct str s);
void copy_end(struct buf *b); /* of a row */
bool db_copy(struct db *d, struct err *e, const char *sql, const struct buf *rows);

/* ---- a job ---- */

enum lease { LEASE_OK, LEASE_CANCEL, LEASE_LOST, LEASE_UNKNOWN /* no connection just now */ };

struct job {
	char id[24], review[24], token[40], kind[16];
	char *payload;			/* JSON, in the job's arena */
	uint64_t wait_ms;		/* where it ends with "later": from when on */
	uint64_t beat_ns, lease_end_ns; /* next heartbeat; when it is lost for certain */
	enum lease lease;
};

struct worker {
	struct worker_config c;
	struct auth_cache *tokens; /* of app installations */
	struct job *doing;	   /* whose lease is kept while a forge is waited for */
	struct seal_key key;	   /* not set where no project was ever made */
	struct db db;
	char *scratch; /* this process's own, locked */
	int lock;
	bool jobs_hint; /* a notification said that there is something */
};

/* What is asked of the engine and what it answers; engine_link.c. */
struct engine_ask {
	const char *root;      /* the tree */
	const char *archive;   /* what is to be unpacked into it first; NULL = it is there */
	const char *units_dir; /* of the project: where units' IR is kept; NULL = nowhere */
	bool units_only_read;
	const struct plan_changed *changed; /* only the drivers that this can affect; NULL = all */
	bool quiet;			    /* no progress */
	struct str name, config;
	struct str *rules, *disable; /* ids */
	size_t n_rules, n_disable;
};

/* fetch.c: what was uploaded, into `dir`/tree or `dir`/archive. ERR_DATABASE and ERR_IO: try again. */
bool fetch_input(struct worker *w, struct arena *a, struct job *j, const char *dir, struct engine_ask *ask,
		 struct err *e);
/* run.c: one run of the engine over a tree. False also where the job is not ours any more: see its lease. */
bool engine_run(struct worker *w, struct arena *a, struct job *j, const struct engine_ask *ask,
		struct review_report *out, struct err *e);
/* sources.c: the unpacked tree's files into the store. `skipped` gets what is not kept. */
bool sources_store(struct worker *w, struct arena *a, struct job *j, const char *tree, pipeline_notes *skipped,
		   struct err *e);
/* Of the tree only these files (those that are there), in few round trips where their contents are stored already. */
bool sources_pick(struct worker *w, struct arena *a, struct job *j, const char *tree, const struct str *paths, size_t n,
		  struct err *e);
/* store.c: all results and the job's completion, in one transaction. *lost: the lease is; nothing was written. `c`: compare.h, or NULL. */
struct comparison;
bool results_store(struct worker *w, const struct job *j, const struct review_report *r, const struct comparison *c,
		   bool *lost, struct err *e);
/* The same, as often as a flaky connection asks for. */
bool job_store(struct worker *w, struct job *j, const struct review_report *r, const struct comparison *c,
	       struct err *e);
/* Asks for what stands at the forge to be brought up to date, in the running transaction where there is one. */
bool job_publish(struct db *d, const char *pull, struct err *e);
/* commit.c: the review of a project's commit, stored. */
bool commit_review(struct worker *w, struct arena *a, struct job *j, struct review_report *r, struct err *e);

/* job.c: one claimed job of kind 'review' to its end, whatever that is. */
void job_run(struct worker *w, struct job *j);
/*
 * task.c: the same for the other kinds. What does one of them (TASK functions below) gives true: done. False with j->wait_ms: later,
 * no failure. False without: failed, tried again where that may help.
 */
void task_run(struct worker *w, struct job *j);
bool delivery_run(struct worker *w, struct arena *a, struct job *j, struct err *e);
bool publish_run(struct worker *w, struct arena *a, struct job *j, struct err *e);
bool connect_run(struct worker *w, struct arena *a, struct job *j, struct err *e);
bool sweep_run(struct worker *w, struct arena *a, struct job *j, struct err *e);
/* Ends a job that did not come to its end: failed, given back, cancelled. */
void job_give_back(struct worker *w, struct job *j, const struct err *why);
/* Renews the lease where it is time; reads notifications. */
enum lease job_beat(struct worker *w, struct job *j);
bool worker_stopping(void);

/* engine.c: main of the engine process; its socket is descriptor 3. */
int engine_main(void);

#endif
