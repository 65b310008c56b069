#ifndef RC_FORGE_FORGE_H
#define RC_FORGE_FORGE_H
/*
 * A forge as Ringcheck needs it: one table of operations for GitHub, GitLab and Gitea/Forgejo; a plain git server has none.
 * Everything here may wait for the network; nothing here touches the database.
 *
 * Errors: ERR_DENIED (401, 403: token or permission; also refused hosts), ERR_NOT_FOUND (404, 410), ERR_INPUT (400, 422: the forge
 * does not take what was sent), ERR_TOO_LARGE (413), ERR_UNAVAILABLE (limits, 5xx, network; forge_wait_ms() says how long to be silent),
 * ERR_CHILD (an answer that makes no sense).
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "forge/auth.h"
#include "forge/net.h"

enum forge_kind { FORGE_GITHUB, FORGE_GITLAB, FORGE_GITEA, FORGE_GIT, FORGE_KINDS };
const char *forge_kind_word(enum forge_kind k);
int forge_kind_from(const char *word); /* -1 = none */

/* All limits of talking to a forge. */
enum {
	FORGE_CONNECT_MS = 10000,
	FORGE_TIMEOUT_MS = 60000,
	FORGE_ANSWER_MIB = 16,	  /* one answer */
	FORGE_PAGES = 100,	  /* of one list, of up to 100 entries each */
	FORGE_BODY = 60000,	  /* characters of a comment; GitHub takes 65,535 */
	FORGE_SARIF_MIB = 10,	  /* packed; GitHub's own limit */
	FORGE_ANNOTATIONS = 50,	  /* of one request to a check run */
	FORGE_WAIT_MIN_MS = 60000 /* of silence where a forge says "too much" without saying for how long */
};

struct forge_config {
	enum forge_kind kind;
	const char *api_url; /* without '/' at the end */
	const char *repo;    /* 'owner/name'; GitLab: path or number */
	const char *token;   /* "" = none */
	const char *token_user;
	const char *app_id, *app_key, *installation; /* GitHub App; "" = none (installation: "" = ask) */
	const char *login;			     /* who we are there, where it was probed; "" = ask */
	const char *ca_file; /* certificates to trust instead of the system's; "" = the system's */
	struct net_policy net;
	struct auth_cache *tokens; /* of installations; NULL = none are kept */
	bool (*stop)(
		void *user); /* asked about once a second while waiting; true = give up (ERR_CONFLICT). May be NULL */
	void *user;
};

struct forge;
/* Copies what it needs. Connects to nothing yet. */
struct forge *forge_open(const struct forge_config *c, struct err *e);
void forge_close(struct forge *f); /* wipes the secrets; NULL is fine */
enum forge_kind forge_kind_of(const struct forge *f);

/* User and password for cloning over http(s); both empty where there is no secret. Asks for an installation token where needed. */
bool forge_clone_login(struct forge *f, struct buf *user, struct buf *password, struct err *e);

/* After ERR_UNAVAILABLE: milliseconds the forge wants silence for; 0 = it did not say. */
uint64_t forge_wait_ms(const struct forge *f);
/* Who pays for a write: 'app/INSTALLATION' or "" (the project's token). For the write budget. */
const char *forge_account(struct forge *f);

/* ---- what can be asked and done; every operation is NULL-safe through these functions: ERR_USAGE "a git server has no ..." ---- */

struct forge_me {
	char login[128], id[32], version[64];
};
bool forge_whoami(struct forge *f, struct forge_me *me, struct err *e);

struct forge_repo {
	char default_branch[256], web_url[512], clone_url[512], id[32];
	bool private;
};
bool forge_repo_get(struct forge *f, struct forge_repo *r, struct err *e);
/* The branch's head; empty where it is gone. */
bool forge_branch_head(struct forge *f, const char *branch, char head[65], struct err *e);

struct forge_pull {
	uint64_t number;
	struct str title, author, web_url, head, head_ref, head_clone_url, base_ref, base, updated_at;
	enum forge_pull_state { PULL_OPEN, PULL_CLOSED, PULL_MERGED } state;
	bool draft, fork;
};
bool forge_pull_get(struct forge *f, struct arena *a, uint64_t number, struct forge_pull *p, struct err *e);
typedef VEC(struct forge_pull) forge_pulls;
bool forge_pulls_open(struct forge *f, struct arena *a, forge_pulls *out, struct err *e);

/* May that person decide (write access)? */
bool forge_may_write(struct forge *f, const char *login, const char *user_id, bool *may, struct err *e);

/* One of our threads (its first comment is ours and carries a mark), or our summary. */
struct forge_thread {
	struct str id;	     /* of the thread: for resolve */
	struct str comment;  /* of our first comment: for edit and reply */
	struct str identity; /* from its mark */
	struct str hash;     /* of the content, from its mark */
	bool closed;	     /* its mark says that it was closed by an edit (forges that cannot resolve) */
	struct str note;     /* mark of our last reply, or empty */
	struct str path;
	bool file; /* on the file, not on a line */
	bool resolved, outdated;
	struct str resolved_by; /* login; empty = us, or unknown */
	uint32_t replies;	/* by people */
};
typedef VEC(struct forge_thread) forge_threads;
bool forge_threads_list(struct forge *f, struct arena *a, uint64_t pull, forge_threads *out, struct err *e);

/* What the forge and this version of it can do. */
struct forge_can {
	bool resolve, reply, file_comment, check_run, sarif, redeliver, batch;
};
struct forge_can forge_can(struct forge *f);

/* A comment to make. Lines are of the new file; first = last for one line. */
struct forge_comment {
	struct str path, old_path; /* old_path: where it was renamed, else the same */
	uint32_t first, last;	   /* 0 = on the file */
	uint32_t old_line;	   /* of `last` in the old file where it is an unchanged line; 0 = it was added */
	struct str body;
};
/* Shas of the version that lines count in. */
struct forge_at {
	uint64_t pull;
	const char *head, *base;
};
/* All in one; ERR_INPUT: the forge refuses a line, none was made. */
bool forge_review_create(struct forge *f, const struct forge_at *at, struct str body, const struct forge_comment *v,
			 size_t n, struct err *e);
bool forge_comment_create(struct forge *f, const struct forge_at *at, const struct forge_comment *c, struct err *e);
bool forge_comment_edit(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e);
bool forge_comment_delete(struct forge *f, uint64_t pull, const struct forge_thread *t, struct err *e);
bool forge_reply(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e);
bool forge_resolve(struct forge *f, uint64_t pull, const struct forge_thread *t, bool resolved, struct err *e);

/* The pull request's own conversation. `id` empty on asking: looked for by its mark. */
struct forge_summary {
	struct str id, hash;
};
bool forge_summary_find(struct forge *f, struct arena *a, uint64_t pull, struct str id, struct forge_summary *out,
			struct err *e);
/* id empty: made; *new_id is what it got. */
bool forge_summary_put(struct forge *f, struct arena *a, uint64_t pull, struct str id, struct str body,
		       struct str *new_id, struct err *e);
bool forge_say(struct forge *f, uint64_t pull, struct str body, struct err *e); /* a comment in the conversation */
/* Did we already say something that carries this mark? */
bool forge_said(struct forge *f, struct arena *a, uint64_t pull, struct str mark, bool *said, struct err *e);

enum forge_state { FORGE_PENDING, FORGE_SUCCESS, FORGE_FAILURE, FORGE_ERROR };
struct forge_status {
	const char *sha, *ref, *context, *target_url;
	enum forge_state state;
	struct str description; /* cut to what the forge takes */
};
bool forge_status_set(struct forge *f, const struct forge_status *s, struct err *e);

struct forge_annotation {
	struct str path, title, message;
	uint32_t line;
	int severity; /* enum severity */
};
struct forge_check {
	const char *sha, *name, *external_id, *details_url;
	bool done;
	const char *conclusion; /* success, failure, neutral, ... */
	struct str title, summary, text;
	const struct forge_annotation *annotations;
	size_t n_annotations;
};
/* id empty: looked for by external_id, else made. */
bool forge_check_put(struct forge *f, struct arena *a, const struct forge_check *c, struct str id, struct str *new_id,
		     struct err *e);
/* `packed`: gzip. */
bool forge_sarif_put(struct forge *f, const char *sha, const char *ref, struct str packed, struct err *e);

/* Makes the hook, or brings the one that has this URL up to date. */
bool forge_hook_put(struct forge *f, struct arena *a, const char *url, struct str secret, struct str *id,
		    struct err *e);
bool forge_hook_test(struct forge *f, struct str id, struct err *e);
/* Asks again for deliveries that failed since `since` (RFC 3339); *n of them. */
bool forge_redeliver(struct forge *f, struct str hook, const char *since, size_t *n, struct err *e);

#endif
