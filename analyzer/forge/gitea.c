/* Gitea and Forgejo, REST version 1. There are no threads: comments of reviews on the same line of a file are one conversation. */
#include "forge/forge_int.h"
#include "forge/pull.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATH = 4096, DESCRIPTION = 250, RESOLVE_MAJOR = 1, RESOLVE_MINOR = 26 };

static void repo_path(const struct forge *f, char path[PATH], const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void repo_path(const struct forge *f, char path[PATH], const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(path, PATH, "/repos/%s", f->repo_path);
	va_start(ap, fmt);
	vsnprintf(path + n, PATH - (size_t)n, fmt, ap);
	va_end(ap);
}

/* The endpoints for resolving came in 2026; Forgejo ("15.0.1+gitea-1.22.0") counts by itself and is not asked. */
static bool can_resolve(struct forge *f, const char *version)
{
	char *rest;
	long major = strtol(version, &rest, 10), minor = *rest == '.' ? strtol(rest + 1, NULL, 10) : 0;
	char *key = arena_printf(f->a, "no resolve %s", f->api);
	if (strstr(version, "gitea-") || auth_cache_get(f->tokens, key, time(NULL)).n)
		return false;
	return major > RESOLVE_MAJOR || (major == RESOLVE_MAJOR && minor >= RESOLVE_MINOR);
}

static struct forge_can can(struct forge *f)
{
	struct forge_can c = { .batch = true };
	struct err e;
	json_t *o = NULL;
	if (forge_call(f, "GET", "/version", NULL, &o, &e))
		c.resolve = can_resolve(f, json_z(o, "version"));
	json_decref(o);
	return c;
}

static bool whoami(struct forge *f, struct forge_me *me, struct err *e)
{
	json_t *o = NULL;
	*me = (struct forge_me){ .version = "" };
	if (!forge_call(f, "GET", "/user", NULL, &o, e))
		return false;
	snprintf(me->login, sizeof me->login, "%s", json_z(o, "login"));
	snprintf(me->id, sizeof me->id, "%lld", (long long)json_int(o, "id"));
	json_decref(o);
	o = NULL;
	if (forge_call(f, "GET", "/version", NULL, &o, e))
		snprintf(me->version, sizeof me->version, "%s", json_z(o, "version"));
	json_decref(o);
	return true;
}

static bool repo_get(struct forge *f, struct forge_repo *r, struct err *e)
{
	json_t *o = NULL;
	char path[PATH];
	repo_path(f, path, "%s", "");
	if (!forge_call(f, "GET", path, NULL, &o, e))
		return false;
	snprintf(r->default_branch, sizeof r->default_branch, "%s", json_z(o, "default_branch"));
	snprintf(r->web_url, sizeof r->web_url, "%s", json_z(o, "html_url"));
	snprintf(r->clone_url, sizeof r->clone_url, "%s", json_z(o, "clone_url"));
	snprintf(r->id, sizeof r->id, "%lld", (long long)json_int(o, "id"));
	r->private = json_yes(o, "private");
	json_decref(o);
	return true;
}

static bool branch_head(struct forge *f, const char *branch, char head[65], struct err *e)
{
	json_t *o = NULL;
	char path[PATH];
	struct buf b;
	bool good;
	buf_init(&b, 1000);
	url_escape(&b, str_from(branch), true);
	repo_path(f, path, "/branches/%s", b.n ? b.s : "");
	buf_free(&b);
	good = forge_call(f, "GET", path, NULL, &o, e);
	if (!good && e->code == ERR_NOT_FOUND)
		return true;
	if (good)
		snprintf(head, 65, "%s", json_z(json_object_get(o, "commit"), "id"));
	json_decref(o);
	return good;
}

/* Drafts were told by the title only, before 1.23. */
static void draft_by_title(struct forge_pull *p)
{
	p->draft |= str_starts(p->title, STR("WIP:")) || str_starts(p->title, STR("[WIP]"));
}

static bool pull_get(struct forge *f, struct arena *a, uint64_t n, struct forge_pull *p, struct err *e)
{
	json_t *o = NULL;
	char path[PATH];
	bool good;
	repo_path(f, path, "/pulls/%llu", (unsigned long long)n);
	good = forge_call(f, "GET", path, NULL, &o, e) &&
	       (pull_github(a, o, p) ||
		err_set(e, ERR_CHILD, "the forge describes pull request %llu without a head", (unsigned long long)n));
	if (good)
		draft_by_title(p);
	json_decref(o);
	return good;
}

struct pulls {
	struct arena *a;
	forge_pulls *out;
};

static bool pulls_each(void *user, const json_t *o, struct err *e)
{
	struct pulls *x = user;
	struct forge_pull p;
	(void)e;
	if (!pull_github(x->a, o, &p))
		return true;
	draft_by_title(&p);
	*VEC_PUSH(x->a, x->out) = p;
	return true;
}

static bool pulls_open(struct forge *f, struct arena *a, forge_pulls *out, struct err *e)
{
	struct pulls x = { a, out };
	char path[PATH];
	repo_path(f, path, "/pulls?state=open");
	return forge_pages(f, path, NULL, pulls_each, &x, e);
}

static bool may_write(struct forge *f, const char *login, const char *id, bool *may, struct err *e)
{
	json_t *o = NULL;
	char path[PATH];
	struct buf b;
	const char *p;
	bool good;
	(void)id;
	buf_init(&b, 1000);
	url_escape(&b, str_from(login), false);
	repo_path(f, path, "/collaborators/%s/permission", b.n ? b.s : "-");
	buf_free(&b);
	good = forge_call(f, "GET", path, NULL, &o, e);
	if (!good && e->code == ERR_NOT_FOUND)
		return true;
	p = json_z(o, "permission");
	*may = strcmp(p, "owner") == 0 || strcmp(p, "admin") == 0 || strcmp(p, "write") == 0;
	json_decref(o);
	return good;
}

/* ---- comments of reviews ---- */

struct remark {
	struct str path;
	int64_t line;
	bool person;
	struct forge_thread t;
};
struct threads {
	struct forge *f;
	struct arena *a;
	VEC(struct str) reviews;
	VEC(struct remark) all;
};

static bool review_each(void *user, const json_t *o, struct err *e)
{
	struct threads *x = user;
	(void)e;
	if (json_int(o, "comments_count") > 0)
		*VEC_PUSH(x->a, &x->reviews) = json_id(x->a, o, "id");
	return true;
}

static void remark_read(struct threads *x, const json_t *c)
{
	struct mark m = mark_read(str_from(json_z(c, "body")));
	const json_t *resolver = json_object_get(c, "resolver");
	struct remark r = { .path = json_text(x->a, c, "path"), .line = json_int(c, "position") };
	/* An outdated one has lost its line. */
	if (r.line == 0)
		r.line = json_int(c, "original_position");
	r.person = m.kind != MARK_FINDING || !forge_ours(x->f, json_z(json_object_get(c, "user"), "login"));
	if (!r.person)
		r.t = (struct forge_thread){ .id = json_id(x->a, c, "id"),
					     .comment = json_id(x->a, c, "id"),
					     .identity = arena_str(x->a, m.id),
					     .hash = arena_str(x->a, m.hash),
					     .closed = m.closed,
					     .note = STR(""),
					     .path = r.path,
					     .resolved = json_is_object(resolver),
					     .resolved_by = json_text(x->a, resolver, "login") };
	if (!r.person && forge_ours(x->f, r.t.resolved_by.s))
		r.t.resolved_by = STR("");
	*VEC_PUSH(x->a, &x->all) = r;
}

static bool threads(struct forge *f, struct arena *a, uint64_t pull, forge_threads *out, struct err *e)
{
	struct threads x = { .f = f, .a = a };
	char path[PATH];
	repo_path(f, path, "/pulls/%llu/reviews", (unsigned long long)pull);
	if (!forge_pages(f, path, NULL, review_each, &x, e))
		return false;
	for (size_t i = 0; i < x.reviews.n; i++) {
		json_t *o = NULL;
		const json_t *c;
		size_t k;
		repo_path(f, path, "/pulls/%llu/reviews/%s/comments", (unsigned long long)pull, x.reviews.v[i].s);
		if (!forge_call(f, "GET", path, NULL, &o, e))
			return false;
		json_array_foreach (o, k, c)
			remark_read(&x, c);
		json_decref(o);
	}
	for (size_t i = 0; i < x.all.n; i++) {
		struct remark *r = &x.all.v[i];
		if (r->person)
			continue;
		for (size_t k = 0; k < x.all.n; k++)
			r->t.replies +=
				x.all.v[k].person && x.all.v[k].line == r->line && str_eq(x.all.v[k].path, r->path);
		*VEC_PUSH(a, out) = r->t;
	}
	return true;
}

static bool review(struct forge *f, const struct forge_at *at, struct str body, const struct forge_comment *v, size_t n,
		   struct err *e)
{
	json_t *list = json_array();
	char path[PATH];
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:o,s:o,s:I,s:I}", "path", json_of(v[i].path), "body",
						      json_of(v[i].body), "new_position", (json_int_t)v[i].last,
						      "old_position", (json_int_t)0));
	repo_path(f, path, "/pulls/%llu/reviews", (unsigned long long)at->pull);
	return forge_call(f, "POST", path,
			  json_pack("{s:s,s:s,s:o,s:o}", "commit_id", at->head, "event", "COMMENT", "body",
				    json_of(body), "comments", list),
			  NULL, e);
}

static bool comment(struct forge *f, const struct forge_at *at, const struct forge_comment *c, struct err *e)
{
	struct buf b;
	bool good;
	buf_init(&b, 200);
	mark_review(&b);
	good = review(f, at, buf_view(&b), c, 1, e);
	buf_free(&b);
	return good;
}

static bool edit(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e)
{
	char path[PATH];
	(void)pull;
	repo_path(f, path, "/issues/comments/%s", t->comment.s);
	return forge_call(f, "PATCH", path, json_pack("{s:o}", "body", json_of(body)), NULL, e);
}

static bool drop(struct forge *f, uint64_t pull, const struct forge_thread *t, struct err *e)
{
	char path[PATH];
	(void)pull;
	repo_path(f, path, "/issues/comments/%s", t->comment.s);
	return forge_call(f, "DELETE", path, NULL, NULL, e) || e->code == ERR_NOT_FOUND;
}

static bool resolve(struct forge *f, uint64_t pull, const struct forge_thread *t, bool resolved, struct err *e)
{
	char path[PATH];
	repo_path(f, path, "/pulls/%llu/comments/%s/%s", (unsigned long long)pull, t->comment.s,
		  resolved ? "resolve" : "unresolve");
	if (forge_call(f, "POST", path, NULL, NULL, e))
		return true;
	if (e->code != ERR_NOT_FOUND)
		return false;
	/* The version promised too much: from now on threads are closed by an edit. */
	auth_cache_put(f->tokens, arena_printf(f->a, "no resolve %s", f->api), STR("1"), time(NULL) + 86400);
	f->wait_ms = 1000;
	return err_set(e, ERR_UNAVAILABLE, "this version of the forge cannot resolve after all");
}

static void talk_path(const struct forge *f, struct buf *b, uint64_t pull, struct str id)
{
	if (id.n)
		buf_printf(b, "/repos/%s/issues/comments/" STR_FMT, f->repo_path, STR_ARG(id));
	else
		buf_printf(b, "/repos/%s/issues/%llu/comments", f->repo_path, (unsigned long long)pull);
}

static bool status(struct forge *f, const struct forge_status *s, struct err *e)
{
	static const char *const words[] = { "pending", "success", "failure", "error" };
	json_t *o = json_pack("{s:s,s:s,s:o}", "state", words[s->state], "context", s->context, "description",
			      json_of(text_cut(s->description, DESCRIPTION)));
	char path[PATH];
	if (*s->target_url)
		json_object_set_new(o, "target_url", json_string(s->target_url));
	repo_path(f, path, "/statuses/%s", s->sha);
	return forge_call(f, "POST", path, o, NULL, e);
}

/* ---- hooks ---- */

struct hook_look {
	struct arena *a;
	const char *url;
	struct str id;
};

static bool hook_each(void *user, const json_t *o, struct err *e)
{
	struct hook_look *x = user;
	(void)e;
	if (!x->id.n && strcmp(json_z(json_object_get(o, "config"), "url"), x->url) == 0)
		x->id = json_id(x->a, o, "id");
	return true;
}

static bool hook_put(struct forge *f, struct arena *a, const char *url, struct str secret, struct str *id,
		     struct err *e)
{
	struct hook_look x = { a, url, STR("") };
	char path[PATH];
	json_t *o = NULL, *body;
	bool good;
	repo_path(f, path, "/hooks");
	if (!forge_pages(f, path, NULL, hook_each, &x, e))
		return false;
	/* A push to a pull request is an event of its own here. */
	body = json_pack("{s:{s:s,s:s,s:o},s:[s,s,s,s,s,s],s:b}", "config", "url", url, "content_type", "json",
			 "secret", json_of(secret), "events", "push", "delete", "pull_request", "pull_request_sync",
			 "issue_comment", "pull_request_comment", "active", 1);
	if (x.id.n) {
		repo_path(f, path, "/hooks/" STR_FMT, STR_ARG(x.id));
	} else {
		json_object_set_new(body, "type", json_string("gitea"));
	}
	good = forge_call(f, x.id.n ? "PATCH" : "POST", path, body, &o, e);
	if (good)
		*id = json_id(a, o, "id");
	json_decref(o);
	return good;
}

static bool hook_test(struct forge *f, struct str id, struct err *e)
{
	char path[PATH];
	repo_path(f, path, "/hooks/" STR_FMT "/tests", STR_ARG(id));
	return forge_call(f, "POST", path, NULL, NULL, e);
}

const struct forge_ops gitea_ops = {
	.can = can,
	.whoami = whoami,
	.repo_get = repo_get,
	.branch_head = branch_head,
	.pull_get = pull_get,
	.pulls_open = pulls_open,
	.may_write = may_write,
	.threads = threads,
	.review = review,
	.comment = comment,
	.edit = edit,
	.drop = drop,
	.resolve = resolve,
	.talk_path = talk_path,
	.status = status,
	.hook_put = hook_put,
	.hook_test = hook_test,
};
