#ifndef RC_FORGE_FORGE_INT_H
#define RC_FORGE_FORGE_INT_H
/* What the three clients share; nobody else includes this. */
#include "forge/forge.h"
#include "forge/http.h"
#include "forge/mark.h"

#include <jansson.h>

struct forge_ops {
	struct forge_can (*can)(struct forge *f);
	bool (*whoami)(struct forge *f, struct forge_me *me, struct err *e);
	bool (*repo_get)(struct forge *f, struct forge_repo *r, struct err *e);
	bool (*branch_head)(struct forge *f, const char *branch, char head[65], struct err *e);
	bool (*pull_get)(struct forge *f, struct arena *a, uint64_t n, struct forge_pull *p, struct err *e);
	bool (*pulls_open)(struct forge *f, struct arena *a, forge_pulls *out, struct err *e);
	bool (*may_write)(struct forge *f, const char *login, const char *id, bool *may, struct err *e);
	bool (*threads)(struct forge *f, struct arena *a, uint64_t pull, forge_threads *out, struct err *e);
	bool (*review)(struct forge *f, const struct forge_at *at, struct str body, const struct forge_comment *v,
		       size_t n, struct err *e);
	bool (*comment)(struct forge *f, const struct forge_at *at, const struct forge_comment *c, struct err *e);
	bool (*edit)(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e);
	bool (*drop)(struct forge *f, uint64_t pull, const struct forge_thread *t, struct err *e);
	bool (*reply)(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e);
	bool (*resolve)(struct forge *f, uint64_t pull, const struct forge_thread *t, bool resolved, struct err *e);
	/* The conversation: the path of its list and of one of its comments. */
	void (*talk_path)(const struct forge *f, struct buf *b, uint64_t pull, struct str id);
	bool (*status)(struct forge *f, const struct forge_status *s, struct err *e);
	bool (*check)(struct forge *f, struct arena *a, const struct forge_check *c, struct str id, struct str *new_id,
		      struct err *e);
	bool (*sarif)(struct forge *f, const char *sha, const char *ref, struct str packed, struct err *e);
	bool (*hook_put)(struct forge *f, struct arena *a, const char *url, struct str secret, struct str *id,
			 struct err *e);
	bool (*hook_test)(struct forge *f, struct str id, struct err *e);
	bool (*redeliver)(struct forge *f, struct str hook, const char *since, size_t *n, struct err *e);
};
extern const struct forge_ops github_ops, gitlab_ops, gitea_ops;

struct forge {
	enum forge_kind kind;
	const struct forge_ops *ops; /* NULL: a plain git server */
	struct net_policy net;
	struct http *http;
	char *api, *repo /* as people write it */, *repo_path /* for URLs */, *token_user, *app_id, *installation,
		*cache_key, *account;
	struct buf token, app_key; /* token: the plain one, or the installation's */
	struct auth_cache *tokens;
	uint64_t wait_ms;
	char cursor[HTTP_CURSOR]; /* of the last answer: where the next page begins, in lists that are paged so */
	struct forge_me me;
	bool me_known, can_known;
	struct forge_can can_do;
	struct arena *a; /* of the forge's own strings */
};

/* Asks that page for page; `each` gets the list of every page (or what `key` names in it). False stops. */
typedef bool forge_each(void *user, const json_t *entry, struct err *e);

/*
 * One request. `path` is below the API's address and begins with '/', or is a whole address; the body is stolen; *out (may be NULL) is to be freed.
 * Redirects: followed for GET on the same host, up to three; never for others.
 */
bool forge_call(struct forge *f, const char *method, const char *path, json_t *body, json_t **out, struct err *e);
/* The same, and says whether there is another page. */
bool forge_call_page(struct forge *f, const char *path, json_t **out, bool *next, struct err *e);
bool forge_pages(struct forge *f, const char *path, const char *key, forge_each *each, void *user, struct err *e);
/* As the app, not as its installation. */
bool forge_call_app(struct forge *f, const char *method, const char *path, json_t *body, json_t **out, struct err *e);

/* Reading answers: missing or other types give "", 0, false. */
struct str json_text(struct arena *a, const json_t *o, const char *key);
const char *json_z(const json_t *o, const char *key);
int64_t json_int(const json_t *o, const char *key);
bool json_yes(const json_t *o, const char *key);
/* A number or text as text. */
struct str json_id(struct arena *a, const json_t *o, const char *key);
json_t *json_of(struct str s); /* a JSON string; invalid UTF-8 is replaced */
void url_escape(struct buf *b, struct str s, bool keep_slash);
/* Is that one of ours, and what does its mark say? */
bool forge_ours(const struct forge *f, const char *login);
bool forge_me_known(struct forge *f, struct err *e);
/* At most so many characters (code points), not cutting one. */
struct str text_cut(struct str s, size_t chars);

#endif
