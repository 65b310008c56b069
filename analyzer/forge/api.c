/* The operations as the rest of the program calls them, and what is the same at every forge. */
#include "forge/forge_int.h"

#include <stdio.h>

static bool none(const struct forge *f, const char *what, struct err *e)
{
	return err_set(e, ERR_USAGE, "%s has no %s", f->kind == FORGE_GIT ? "a plain git server" : "this forge", what);
}

bool forge_clone_login(struct forge *f, struct buf *user, struct buf *password, struct err *e)
{
	buf_clear(user);
	buf_clear(password);
	if (f->app_key.n) {
		json_t *o = NULL;
		char path[1200];
		/* Any call buys the token where there is none. */
		snprintf(path, sizeof path, "/repos/%s", f->repo_path);
		if (f->token.n == 0 && !forge_call(f, "GET", path, NULL, &o, e))
			return false;
		json_decref(o);
		buf_puts(user, "x-access-token");
		buf_str(password, buf_view(&f->token));
		return true;
	}
	if (f->token.n == 0)
		return true;
	buf_puts(user, *f->token_user		 ? f->token_user
		       : f->kind == FORGE_GITLAB ? "oauth2"
		       : f->kind == FORGE_GITHUB ? "x-access-token"
						 : "git");
	buf_str(password, buf_view(&f->token));
	return true;
}

const char *forge_account(struct forge *f)
{
	if (!f->account)
		f->account =
			*f->installation ? arena_printf(f->a, "app/%s", f->installation) : arena_printf(f->a, "%s", "");
	return f->account;
}

bool forge_whoami(struct forge *f, struct forge_me *me, struct err *e)
{
	if (!f->ops)
		return none(f, "accounts", e);
	if (!f->ops->whoami(f, me, e))
		return false;
	f->me = *me;
	f->me_known = true;
	return true;
}

struct forge_can forge_can(struct forge *f)
{
	if (!f->ops)
		return (struct forge_can){ 0 };
	if (!f->can_known)
		f->can_do = f->ops->can(f);
	f->can_known = true;
	return f->can_do;
}

#define PASS(op, what, ...) (f->ops && f->ops->op ? f->ops->op(f, __VA_ARGS__) : none(f, what, e))

bool forge_repo_get(struct forge *f, struct forge_repo *r, struct err *e)
{
	*r = (struct forge_repo){ 0 };
	return PASS(repo_get, "description of a repository", r, e);
}

bool forge_branch_head(struct forge *f, const char *branch, char head[65], struct err *e)
{
	head[0] = 0;
	return PASS(branch_head, "API for branches", branch, head, e);
}

bool forge_pull_get(struct forge *f, struct arena *a, uint64_t n, struct forge_pull *p, struct err *e)
{
	return PASS(pull_get, "pull requests", a, n, p, e);
}

bool forge_pulls_open(struct forge *f, struct arena *a, forge_pulls *out, struct err *e)
{
	return PASS(pulls_open, "pull requests", a, out, e);
}

bool forge_may_write(struct forge *f, const char *login, const char *id, bool *may, struct err *e)
{
	*may = false;
	return PASS(may_write, "permissions", login, id, may, e);
}

bool forge_threads_list(struct forge *f, struct arena *a, uint64_t pull, forge_threads *out, struct err *e)
{
	return (!f->ops || forge_me_known(f, e)) && PASS(threads, "threads", a, pull, out, e);
}

bool forge_review_create(struct forge *f, const struct forge_at *at, struct str body, const struct forge_comment *v,
			 size_t n, struct err *e)
{
	return PASS(review, "reviews", at, body, v, n, e);
}

bool forge_comment_create(struct forge *f, const struct forge_at *at, const struct forge_comment *c, struct err *e)
{
	return PASS(comment, "comments", at, c, e);
}

bool forge_comment_edit(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e)
{
	return PASS(edit, "comments", pull, t, body, e);
}

bool forge_comment_delete(struct forge *f, uint64_t pull, const struct forge_thread *t, struct err *e)
{
	return PASS(drop, "comments", pull, t, e);
}

bool forge_reply(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e)
{
	return PASS(reply, "replies", pull, t, body, e);
}

bool forge_resolve(struct forge *f, uint64_t pull, const struct forge_thread *t, bool resolved, struct err *e)
{
	return PASS(resolve, "way to resolve a thread", pull, t, resolved, e);
}

bool forge_status_set(struct forge *f, const struct forge_status *s, struct err *e)
{
	return PASS(status, "commit status", s, e);
}

bool forge_check_put(struct forge *f, struct arena *a, const struct forge_check *c, struct str id, struct str *new_id,
		     struct err *e)
{
	return PASS(check, "check runs", a, c, id, new_id, e);
}

bool forge_sarif_put(struct forge *f, const char *sha, const char *ref, struct str packed, struct err *e)
{
	if (packed.n > (size_t)FORGE_SARIF_MIB << 20)
		return err_set(e, ERR_TOO_LARGE, "the SARIF file is over %d MiB packed, which the forge does not take",
			       (int)FORGE_SARIF_MIB);
	return PASS(sarif, "code scanning", sha, ref, packed, e);
}

bool forge_hook_put(struct forge *f, struct arena *a, const char *url, struct str secret, struct str *id, struct err *e)
{
	return PASS(hook_put, "API for hooks", a, url, secret, id, e);
}

bool forge_hook_test(struct forge *f, struct str id, struct err *e)
{
	return PASS(hook_test, "test deliveries", id, e);
}

bool forge_redeliver(struct forge *f, struct str hook, const char *since, size_t *n, struct err *e)
{
	*n = 0;
	return PASS(redeliver, "redelivery", hook, since, n, e);
}

/* ---- the pull request's conversation: the same shape everywhere ---- */

struct talk {
	struct forge *f;
	struct arena *a;
	struct str note; /* looked for; empty = the summary */
	struct forge_summary *out;
	bool found;
};

static const char *author(const struct forge *f, const json_t *c)
{
	return f->kind == FORGE_GITLAB ? json_z(json_object_get(c, "author"), "username")
				       : json_z(json_object_get(c, "user"), "login");
}

static bool talk_each(void *user, const json_t *c, struct err *e)
{
	struct talk *t = user;
	struct mark m = mark_read(str_from(json_z(c, "body")));
	(void)e;
	if (t->found || !forge_ours(t->f, author(t->f, c)))
		return true;
	if (t->note.n ? m.kind != MARK_REPLY || !str_eq(m.id, t->note) : m.kind != MARK_SUMMARY)
		return true;
	t->found = true;
	if (t->out)
		*t->out = (struct forge_summary){ json_id(t->a, c, "id"), arena_str(t->a, m.hash) };
	return true;
}

static bool talk_list(struct forge *f, uint64_t pull, struct talk *t, struct err *e)
{
	struct buf path;
	bool good;
	if (!f->ops)
		return none(f, "conversations", e);
	if (!forge_me_known(f, e))
		return false;
	buf_init(&path, 4096);
	f->ops->talk_path(f, &path, pull, (struct str){ "", 0 });
	good = forge_pages(f, path.s, NULL, talk_each, t, e);
	buf_free(&path);
	return good;
}

bool forge_summary_find(struct forge *f, struct arena *a, uint64_t pull, struct str id, struct forge_summary *out,
			struct err *e)
{
	struct talk t = { .f = f, .a = a, .out = out };
	*out = (struct forge_summary){ { "", 0 }, { "", 0 } };
	if (id.n && f->ops && forge_me_known(f, e)) {
		struct buf path;
		json_t *o = NULL;
		bool good;
		buf_init(&path, 4096);
		f->ops->talk_path(f, &path, pull, id);
		good = forge_call(f, "GET", path.s, NULL, &o, e);
		buf_free(&path);
		if (good)
			talk_each(&t, o, e);
		json_decref(o);
		if (t.found || (!good && e->code != ERR_NOT_FOUND))
			return good;
	}
	return talk_list(f, pull, &t, e);
}

bool forge_said(struct forge *f, struct arena *a, uint64_t pull, struct str note, bool *said, struct err *e)
{
	struct talk t = { .f = f, .a = a, .note = note };
	bool good = talk_list(f, pull, &t, e);
	*said = t.found;
	return good;
}

bool forge_summary_put(struct forge *f, struct arena *a, uint64_t pull, struct str id, struct str body,
		       struct str *new_id, struct err *e)
{
	struct buf path;
	json_t *o = NULL;
	bool good;
	if (!f->ops)
		return none(f, "conversations", e);
	buf_init(&path, 4096);
	f->ops->talk_path(f, &path, pull, id);
	good = forge_call(f,
			  id.n == 0		    ? "POST"
			  : f->kind == FORGE_GITLAB ? "PUT"
						    : "PATCH",
			  path.s, json_pack("{s:o}", "body", json_of(body)), &o, e);
	if (good && new_id)
		*new_id = json_id(a, o, "id");
	json_decref(o);
	buf_free(&path);
	return good;
}

bool forge_say(struct forge *f, uint64_t pull, struct str body, struct err *e)
{
	return forge_summary_put(f, f->a, pull, (struct str){ "", 0 }, body, NULL, e);
}
