/* GitLab, REST version 4. Threads are discussions; a position names both paths and the three shas of a version of the merge request. */
#include "forge/forge_int.h"
#include "forge/pull.h"

#include <stdarg.h>
#include <stdio.h>

enum { PATH = 4096, DEVELOPER = 30, DESCRIPTION = 250 };
/* A page of a hook's events holds 20 at most; five of them a minute may be sent again. */
enum { EVENT_PAGES = 10, EVENTS = 20, RESENDS = 5 };

static struct forge_can can(struct forge *f)
{
	(void)f;
	return (struct forge_can){ .resolve = true, .reply = true, .file_comment = true, .redeliver = true };
}

static void repo_path(const struct forge *f, char path[PATH], const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void repo_path(const struct forge *f, char path[PATH], const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(path, PATH, "/projects/%s", f->repo_path);
	va_start(ap, fmt);
	vsnprintf(path + n, PATH - (size_t)n, fmt, ap);
	va_end(ap);
}

#define MR(f, path, pull, fmt, ...) \
	repo_path(f, path, "/merge_requests/%llu" fmt, (unsigned long long)(pull)__VA_OPT__(, ) __VA_ARGS__)

static bool whoami(struct forge *f, struct forge_me *me, struct err *e)
{
	json_t *o = NULL;
	*me = (struct forge_me){ .version = "" };
	if (!forge_call(f, "GET", "/user", NULL, &o, e))
		return false;
	snprintf(me->login, sizeof me->login, "%s", json_z(o, "username"));
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
	snprintf(r->web_url, sizeof r->web_url, "%s", json_z(o, "web_url"));
	snprintf(r->clone_url, sizeof r->clone_url, "%s", json_z(o, "http_url_to_repo"));
	snprintf(r->id, sizeof r->id, "%lld", (long long)json_int(o, "id"));
	r->private = strcmp(json_z(o, "visibility"), "public") != 0;
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
	url_escape(&b, str_from(branch), false);
	repo_path(f, path, "/repository/branches/%s", b.n ? b.s : "");
	buf_free(&b);
	good = forge_call(f, "GET", path, NULL, &o, e);
	if (!good && e->code == ERR_NOT_FOUND)
		return true;
	if (good)
		snprintf(head, 65, "%s", json_z(json_object_get(o, "commit"), "id"));
	json_decref(o);
	return good;
}

static bool pull_get(struct forge *f, struct arena *a, uint64_t n, struct forge_pull *p, struct err *e)
{
	json_t *o = NULL;
	char path[PATH];
	bool good;
	MR(f, path, n, "%s", "");
	good = forge_call(f, "GET", path, NULL, &o, e) &&
	       (pull_gitlab(a, o, p) ||
		err_set(e, ERR_CHILD, "the forge describes merge request %llu without a head", (unsigned long long)n));
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
	if (pull_gitlab(x->a, o, &p))
		*VEC_PUSH(x->a, x->out) = p;
	return true;
}

static bool pulls_open(struct forge *f, struct arena *a, forge_pulls *out, struct err *e)
{
	struct pulls x = { a, out };
	char path[PATH];
	repo_path(f, path, "/merge_requests?state=opened");
	return forge_pages(f, path, NULL, pulls_each, &x, e);
}

struct member {
	const char *login;
	int64_t level;
};

static bool member_each(void *user, const json_t *o, struct err *e)
{
	struct member *m = user;
	(void)e;
	if (str_eq_nocase(str_from(json_z(o, "username")), str_from(m->login)))
		m->level = json_int(o, "access_level");
	return true;
}

static bool may_write(struct forge *f, const char *login, const char *id, bool *may, struct err *e)
{
	struct member m = { login, 0 };
	json_t *o = NULL;
	char path[PATH];
	struct buf b;
	bool good;
	if (*id) {
		repo_path(f, path, "/members/all/%s", id);
		good = forge_call(f, "GET", path, NULL, &o, e);
		m.level = json_int(o, "access_level");
		json_decref(o);
	} else {
		buf_init(&b, 1000);
		url_escape(&b, str_from(login), false);
		repo_path(f, path, "/members/all?query=%s", b.n ? b.s : "-");
		buf_free(&b);
		good = forge_pages(f, path, NULL, member_each, &m, e);
	}
	*may = m.level >= DEVELOPER;
	return good || e->code == ERR_NOT_FOUND;
}

/* ---- discussions ---- */

struct threads {
	struct forge *f;
	struct arena *a;
	forge_threads *out;
};

static bool thread_each(void *user, const json_t *o, struct err *e)
{
	struct threads *x = user;
	const json_t *notes = json_object_get(o, "notes"), *first = json_array_get(notes, 0), *n, *at;
	struct mark m = mark_read(str_from(json_z(first, "body")));
	struct forge_thread *t;
	size_t i;
	(void)e;
	if (m.kind != MARK_FINDING || !forge_ours(x->f, json_z(json_object_get(first, "author"), "username")))
		return true;
	at = json_object_get(first, "position");
	t = VEC_PUSH(x->a, x->out);
	*t = (struct forge_thread){ .id = json_text(x->a, o, "id"),
				    .comment = json_id(x->a, first, "id"),
				    .identity = arena_str(x->a, m.id),
				    .hash = arena_str(x->a, m.hash),
				    .closed = m.closed,
				    .note = STR(""),
				    .path = json_text(x->a, at, "new_path"),
				    .file = strcmp(json_z(at, "position_type"), "file") == 0,
				    .resolved = json_yes(first, "resolved"),
				    .resolved_by = json_text(x->a, json_object_get(first, "resolved_by"), "username") };
	if (forge_ours(x->f, t->resolved_by.s))
		t->resolved_by = STR("");
	json_array_foreach (notes, i, n) {
		if (i == 0 || json_yes(n, "system"))
			continue;
		m = mark_read(str_from(json_z(n, "body")));
		if (m.kind == MARK_REPLY && forge_ours(x->f, json_z(json_object_get(n, "author"), "username")))
			t->note = arena_str(x->a, m.id);
		else
			t->replies++;
	}
	return true;
}

static bool threads(struct forge *f, struct arena *a, uint64_t pull, forge_threads *out, struct err *e)
{
	struct threads x = { f, a, out };
	char path[PATH];
	MR(f, path, pull, "/discussions");
	return forge_pages(f, path, NULL, thread_each, &x, e);
}

struct version {
	const char *head;
	char base[66], start[66], found[66];
};

static bool version_each(void *user, const json_t *o, struct err *e)
{
	struct version *v = user;
	(void)e;
	if (v->found[0] || strcmp(json_z(o, "head_commit_sha"), v->head) != 0)
		return true;
	snprintf(v->found, sizeof v->found, "%s", json_z(o, "head_commit_sha"));
	snprintf(v->base, sizeof v->base, "%s", json_z(o, "base_commit_sha"));
	snprintf(v->start, sizeof v->start, "%s", json_z(o, "start_commit_sha"));
	return true;
}

static bool comment(struct forge *f, const struct forge_at *at, const struct forge_comment *c, struct err *e)
{
	struct version v = { .head = at->head };
	char path[PATH];
	json_t *p;
	MR(f, path, at->pull, "/versions");
	if (!forge_pages(f, path, NULL, version_each, &v, e))
		return false;
	/* GitLab makes the version a moment after the push. */
	if (!v.found[0]) {
		f->wait_ms = 3000;
		return err_set(e, ERR_UNAVAILABLE, "the merge request has no version with %.12s yet", at->head);
	}
	p = json_pack("{s:s,s:s,s:s,s:s,s:o,s:o}", "position_type", c->last ? "text" : "file", "base_sha", v.base,
		      "start_sha", v.start, "head_sha", v.found, "old_path", json_of(c->old_path), "new_path",
		      json_of(c->path));
	if (c->last)
		json_object_set_new(p, "new_line", json_integer(c->last));
	/* On an unchanged line both must stand; on an added one the old must not. */
	if (c->last && c->old_line)
		json_object_set_new(p, "old_line", json_integer(c->old_line));
	MR(f, path, at->pull, "/discussions");
	return forge_call(f, "POST", path, json_pack("{s:o,s:o}", "body", json_of(c->body), "position", p), NULL, e);
}

static bool edit(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e)
{
	char path[PATH];
	MR(f, path, pull, "/discussions/%s/notes/%s", t->id.s, t->comment.s);
	return forge_call(f, "PUT", path, json_pack("{s:o}", "body", json_of(body)), NULL, e);
}

static bool drop(struct forge *f, uint64_t pull, const struct forge_thread *t, struct err *e)
{
	char path[PATH];
	MR(f, path, pull, "/discussions/%s/notes/%s", t->id.s, t->comment.s);
	return forge_call(f, "DELETE", path, NULL, NULL, e) || e->code == ERR_NOT_FOUND;
}

static bool reply(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e)
{
	char path[PATH];
	MR(f, path, pull, "/discussions/%s/notes", t->id.s);
	return forge_call(f, "POST", path, json_pack("{s:o}", "body", json_of(body)), NULL, e);
}

static bool resolve(struct forge *f, uint64_t pull, const struct forge_thread *t, bool resolved, struct err *e)
{
	char path[PATH];
	MR(f, path, pull, "/discussions/%s", t->id.s);
	return forge_call(f, "PUT", path, json_pack("{s:b}", "resolved", resolved), NULL, e);
}

static void talk_path(const struct forge *f, struct buf *b, uint64_t pull, struct str id)
{
	buf_printf(b, "/projects/%s/merge_requests/%llu/notes", f->repo_path, (unsigned long long)pull);
	if (id.n)
		buf_printf(b, "/" STR_FMT, STR_ARG(id));
}

static bool status(struct forge *f, const struct forge_status *s, struct err *e)
{
	static const char *const words[] = { "pending", "success", "failed", "failed" };
	json_t *o = json_pack("{s:s,s:s,s:o}", "state", words[s->state], "name", s->context, "description",
			      json_of(text_cut(s->description, DESCRIPTION)));
	char path[PATH];
	if (*s->target_url)
		json_object_set_new(o, "target_url", json_string(s->target_url));
	if (*s->ref)
		json_object_set_new(o, "ref", json_string(s->ref));
	repo_path(f, path, "/statuses/%s", s->sha);
	/* The state it has already is refused as a transition. */
	return forge_call(f, "POST", path, o, NULL, e) ||
	       (e->code == ERR_INPUT && strstr(e->text, "Cannot transition status"));
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
	if (!x->id.n && strcmp(json_z(o, "url"), x->url) == 0)
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
	body = json_pack("{s:s,s:o,s:b,s:b,s:b,s:b}", "url", url, "token", json_of(secret), "push_events", 1,
			 "merge_requests_events", 1, "note_events", 1, "enable_ssl_verification", 1);
	if (x.id.n)
		repo_path(f, path, "/hooks/" STR_FMT, STR_ARG(x.id));
	good = forge_call(f, x.id.n ? "PUT" : "POST", path, body, &o, e);
	if (good)
		*id = json_id(a, o, "id");
	json_decref(o);
	return good;
}

static bool hook_test(struct forge *f, struct str id, struct err *e)
{
	char path[PATH];
	repo_path(f, path, "/hooks/" STR_FMT "/test/push_events", STR_ARG(id));
	return forge_call(f, "POST", path, NULL, NULL, e);
}

/*
 * Events of the last days, newest first, each attempt by itself: those of a delivery carry the same key. They tell no time; what came
 * at last is not asked for again, and what came twice is known by its key.
 */
static void events_read(struct forge *f, const json_t *list, json_t *failed, json_t *order)
{
	const json_t *x;
	size_t i;
	json_array_foreach (list, i, x) {
		const char *key = json_z(json_object_get(x, "request_headers"), "Idempotency-Key");
		const char *code = json_z(x, "response_status");
		if (!*key)
			key = json_id(f->a, x, "id").s;
		if (code[0] == '2') {
			json_object_set_new(failed, key, json_true());
		} else if (!json_object_get(failed, key)) {
			json_object_set(failed, key, json_object_get(x, "id"));
			json_array_append_new(order, json_string(key));
		}
	}
}

static bool resend(struct forge *f, struct str hook, const json_t *failed, const json_t *order, size_t *n,
		   struct err *e)
{
	const json_t *key;
	size_t i;
	json_array_foreach (order, i, key) {
		const json_t *id = json_object_get(failed, json_string_value(key));
		char path[PATH];
		if (!json_is_integer(id) || *n == RESENDS)
			continue;
		repo_path(f, path, "/hooks/" STR_FMT "/events/%lld/resend", STR_ARG(hook),
			  (long long)json_integer_value(id));
		/* Refused where the hook's address has changed since: then it is no use to ask for the next one either. */
		if (!forge_call(f, "POST", path, NULL, NULL, e))
			return false;
		(*n)++;
	}
	return true;
}

static bool redeliver(struct forge *f, struct str hook, const char *since, size_t *n, struct err *e)
{
	json_t *failed = json_object(), *order = json_array();
	bool good = true, more = hook.n > 0;
	(void)since;
	for (int page = 1; good && more && page <= EVENT_PAGES; page++) {
		char path[PATH];
		json_t *o = NULL;
		repo_path(f, path, "/hooks/" STR_FMT "/events?per_page=%d&page=%d", STR_ARG(hook), (int)EVENTS, page);
		good = forge_call(f, "GET", path, NULL, &o, e);
		events_read(f, o, failed, order);
		more = json_array_size(o) == EVENTS;
		json_decref(o);
	}
	/* Before 17.3 there is no such list, or the hook is not there any more. */
	if (!good && e->code == ERR_NOT_FOUND) {
		*e = (struct err){ 0 };
		json_object_clear(failed);
		good = true;
	}
	good = good && resend(f, hook, failed, order, n, e);
	json_decref(failed);
	json_decref(order);
	return good;
}

const struct forge_ops gitlab_ops = {
	.can = can,
	.whoami = whoami,
	.repo_get = repo_get,
	.branch_head = branch_head,
	.pull_get = pull_get,
	.pulls_open = pulls_open,
	.may_write = may_write,
	.threads = threads,
	.comment = comment,
	.edit = edit,
	.drop = drop,
	.reply = reply,
	.resolve = resolve,
	.talk_path = talk_path,
	.status = status,
	.hook_put = hook_put,
	.hook_test = hook_test,
	.redeliver = redeliver,
};
