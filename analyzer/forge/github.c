/* GitHub: REST version 2022-11-28, and GraphQL for what REST does not have (threads and their resolution). */
#include "forge/forge_int.h"
#include "forge/pull.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATH = 4096, THREAD_PAGES = 40, DELIVERY_PAGES = 20, DESCRIPTION = 140, NAME = 255, OUTPUT = 65000 };

static struct forge_can can(struct forge *f)
{
	return (struct forge_can){ .resolve = true,
				   .reply = true,
				   .file_comment = true,
				   .check_run = f->app_key.n > 0,
				   .sarif = true,
				   .redeliver = true,
				   .batch = true };
}

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

static bool whoami(struct forge *f, struct forge_me *me, struct err *e)
{
	json_t *o = NULL;
	bool good;
	*me = (struct forge_me){ .version = "" };
	if (f->app_key.n) {
		good = forge_call_app(f, "GET", "/app", NULL, &o, e);
		snprintf(me->login, sizeof me->login, "%.100s[bot]", json_z(o, "slug"));
	} else {
		good = forge_call(f, "GET", "/user", NULL, &o, e);
		snprintf(me->login, sizeof me->login, "%s", json_z(o, "login"));
	}
	snprintf(me->id, sizeof me->id, "%lld", (long long)json_int(o, "id"));
	json_decref(o);
	return good;
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
		snprintf(head, 65, "%s", json_z(json_object_get(o, "commit"), "sha"));
	json_decref(o);
	return good;
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
	if (pull_github(x->a, o, &p))
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
	*may = strcmp(p, "admin") == 0 || strcmp(p, "write") == 0;
	json_decref(o);
	return good;
}

/* ---- GraphQL ---- */

static bool graphql(struct forge *f, const char *query, json_t *variables, json_t **data, struct err *e)
{
	struct str api = str_from(f->api);
	char url[PATH] = "/graphql";
	json_t *o = NULL, *errors;
	const json_t *first;
	/* GitHub Enterprise: .../api/v3 has it beside at .../api/graphql. */
	if (str_ends(api, STR("/api/v3")))
		snprintf(url, sizeof url, "%.*s/graphql", (int)(api.n - 3), api.s);
	*data = NULL;
	if (!forge_call(f, "POST", url, json_pack("{s:s,s:o}", "query", query, "variables", variables), &o, e))
		return false;
	errors = json_object_get(o, "errors");
	first = json_array_get(errors, 0);
	if (first) {
		const char *type = json_z(first, "type");
		bool limit = strcmp(type, "RATE_LIMITED") == 0;
		if (limit)
			f->wait_ms = FORGE_WAIT_MIN_MS;
		err_set(e,
			limit				 ? ERR_UNAVAILABLE
			: strcmp(type, "NOT_FOUND") == 0 ? ERR_NOT_FOUND
			: strcmp(type, "FORBIDDEN") == 0 ? ERR_DENIED
							 : ERR_INPUT,
			"the forge answers: %.200s", json_z(first, "message"));
		json_decref(o);
		return false;
	}
	*data = json_incref(json_object_get(o, "data"));
	json_decref(o);
	return true;
}

/* GraphQL names a bot without the "[bot]" that REST puts behind it. */
static void author_login(const json_t *author, char *out, size_t room)
{
	bool bot = strcmp(json_z(author, "__typename"), "Bot") == 0;
	const char *login = json_z(author, "login");
	snprintf(out, room, bot && !str_ends(str_from(login), STR("[bot]")) ? "%.100s[bot]" : "%.100s", login);
}

static void thread_read(struct forge *f, struct arena *a, const json_t *o, forge_threads *out)
{
	const json_t *comments = json_object_get(json_object_get(o, "comments"), "nodes"), *c;
	const json_t *first = json_array_get(comments, 0);
	struct mark m = mark_read(str_from(json_z(first, "body")));
	struct forge_thread *t;
	char login[128];
	size_t i;
	author_login(json_object_get(first, "author"), login, sizeof login);
	if (m.kind != MARK_FINDING || !forge_ours(f, login))
		return;
	t = VEC_PUSH(a, out);
	*t = (struct forge_thread){ .id = json_text(a, o, "id"),
				    .comment = json_id(a, first, "databaseId"),
				    .identity = arena_str(a, m.id),
				    .hash = arena_str(a, m.hash),
				    .closed = m.closed,
				    .note = { "", 0 },
				    .path = json_text(a, o, "path"),
				    .file = strcmp(json_z(o, "subjectType"), "FILE") == 0,
				    .resolved = json_yes(o, "isResolved"),
				    .outdated = json_yes(o, "isOutdated"),
				    .resolved_by = json_text(a, json_object_get(o, "resolvedBy"), "login") };
	if (forge_ours(f, t->resolved_by.s))
		t->resolved_by.n = 0;
	json_array_foreach (comments, i, c) {
		if (i == 0)
			continue;
		m = mark_read(str_from(json_z(c, "body")));
		author_login(json_object_get(c, "author"), login, sizeof login);
		if (m.kind == MARK_REPLY && forge_ours(f, login))
			t->note = arena_str(a, m.id);
		else
			t->replies++;
	}
}

static bool threads(struct forge *f, struct arena *a, uint64_t pull, forge_threads *out, struct err *e)
{
	static const char query[] =
		"query Threads($owner: String!, $name: String!, $number: Int!, $after: String) {"
		" repository(owner: $owner, name: $name) { pullRequest(number: $number) {"
		" reviewThreads(first: 50, after: $after) { pageInfo { hasNextPage endCursor } nodes {"
		" id isResolved isOutdated path subjectType resolvedBy { login }"
		" comments(first: 100) { nodes { databaseId body author { __typename login } } } } } } } }";
	struct str owner, name;
	char *after = NULL;
	bool more = true;
	str_cut(str_from(f->repo), '/', &owner, &name);
	for (int i = 0; more && i < THREAD_PAGES; i++) {
		json_t *data = NULL;
		const json_t *list, *o;
		size_t k;
		if (!graphql(f, query,
			     json_pack("{s:o,s:o,s:I,s:s?}", "owner", json_of(owner), "name", json_of(name), "number",
				       (json_int_t)pull, "after", after),
			     &data, e))
			return false;
		list = json_object_get(json_object_get(json_object_get(data, "repository"), "pullRequest"),
				       "reviewThreads");
		if (!json_is_object(list)) {
			json_decref(data);
			return err_set(e, ERR_NOT_FOUND, "the forge has no pull request %llu",
				       (unsigned long long)pull);
		}
		json_array_foreach (json_object_get(list, "nodes"), k, o)
			thread_read(f, a, o, out);
		list = json_object_get(list, "pageInfo");
		more = json_yes(list, "hasNextPage");
		after = arena_printf(a, "%s", json_z(list, "endCursor"));
		json_decref(data);
	}
	return !more || err_set(e, ERR_TOO_LARGE, "the pull request has over %d threads", THREAD_PAGES * 50);
}

static bool resolve(struct forge *f, uint64_t pull, const struct forge_thread *t, bool resolved, struct err *e)
{
	json_t *data = NULL;
	bool good;
	(void)pull;
	good = graphql(
		f,
		resolved
			? "mutation Resolve($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { id isResolved } } }"
			: "mutation Unresolve($id: ID!) { unresolveReviewThread(input: {threadId: $id}) { thread { id isResolved } } }",
		json_pack("{s:o}", "id", json_of(t->id)), &data, e);
	json_decref(data);
	return good;
}

/* ---- comments ---- */

static json_t *comment_json(const struct forge_comment *c)
{
	json_t *o = json_pack("{s:o,s:o}", "path", json_of(c->path), "body", json_of(c->body));
	if (!c->last) {
		json_object_set_new(o, "subject_type", json_string("file"));
		return o;
	}
	json_object_set_new(o, "line", json_integer(c->last));
	json_object_set_new(o, "side", json_string("RIGHT"));
	if (c->first && c->first < c->last) {
		json_object_set_new(o, "start_line", json_integer(c->first));
		json_object_set_new(o, "start_side", json_string("RIGHT"));
	}
	return o;
}

static bool review(struct forge *f, const struct forge_at *at, struct str body, const struct forge_comment *v, size_t n,
		   struct err *e)
{
	json_t *list = json_array();
	char path[PATH];
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, comment_json(&v[i]));
	repo_path(f, path, "/pulls/%llu/reviews", (unsigned long long)at->pull);
	return forge_call(f, "POST", path,
			  json_pack("{s:s,s:s,s:o,s:o}", "commit_id", at->head, "event", "COMMENT", "body",
				    json_of(body), "comments", list),
			  NULL, e);
}

static bool comment(struct forge *f, const struct forge_at *at, const struct forge_comment *c, struct err *e)
{
	json_t *o = comment_json(c);
	char path[PATH];
	json_object_set_new(o, "commit_id", json_string(at->head));
	repo_path(f, path, "/pulls/%llu/comments", (unsigned long long)at->pull);
	return forge_call(f, "POST", path, o, NULL, e);
}

static bool edit(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e)
{
	char path[PATH];
	(void)pull;
	repo_path(f, path, "/pulls/comments/%s", t->comment.s);
	return forge_call(f, "PATCH", path, json_pack("{s:o}", "body", json_of(body)), NULL, e);
}

static bool drop(struct forge *f, uint64_t pull, const struct forge_thread *t, struct err *e)
{
	char path[PATH];
	(void)pull;
	repo_path(f, path, "/pulls/comments/%s", t->comment.s);
	return forge_call(f, "DELETE", path, NULL, NULL, e) || e->code == ERR_NOT_FOUND;
}

static bool reply(struct forge *f, uint64_t pull, const struct forge_thread *t, struct str body, struct err *e)
{
	char path[PATH];
	repo_path(f, path, "/pulls/%llu/comments/%s/replies", (unsigned long long)pull, t->comment.s);
	return forge_call(f, "POST", path, json_pack("{s:o}", "body", json_of(body)), NULL, e);
}

static void talk_path(const struct forge *f, struct buf *b, uint64_t pull, struct str id)
{
	if (id.n)
		buf_printf(b, "/repos/%s/issues/comments/" STR_FMT, f->repo_path, STR_ARG(id));
	else
		buf_printf(b, "/repos/%s/issues/%llu/comments", f->repo_path, (unsigned long long)pull);
}

/* ---- status, check runs, code scanning ---- */

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

static json_t *annotations_json(const struct forge_check *c, size_t from, size_t n)
{
	static const char *const levels[] = { "notice", "warning", "failure" };
	json_t *list = json_array();
	for (size_t i = from; i < from + n; i++) {
		const struct forge_annotation *x = &c->annotations[i];
		json_array_append_new(list,
				      json_pack("{s:o,s:I,s:I,s:s,s:o,s:o}", "path", json_of(x->path), "start_line",
						(json_int_t)(x->line ? x->line : 1), "end_line",
						(json_int_t)(x->line ? x->line : 1), "annotation_level",
						levels[x->severity], "message", json_of(text_cut(x->message, 60000)),
						"title", json_of(text_cut(x->title, NAME))));
	}
	return list;
}

static json_t *check_json(const struct forge_check *c, size_t from, size_t n)
{
	json_t *out = json_pack("{s:o,s:o}", "title", json_of(text_cut(c->title, NAME)), "summary",
				json_of(text_cut(c->summary, OUTPUT)));
	json_t *o = json_pack("{s:s,s:s}", "name", c->name, "external_id", c->external_id);
	if (c->text.n)
		json_object_set_new(out, "text", json_of(text_cut(c->text, OUTPUT)));
	if (n)
		json_object_set_new(out, "annotations", annotations_json(c, from, n));
	json_object_set_new(o, "output", out);
	if (*c->details_url)
		json_object_set_new(o, "details_url", json_string(c->details_url));
	json_object_set_new(o, "status", json_string(c->done ? "completed" : "in_progress"));
	if (c->done)
		json_object_set_new(o, "conclusion", json_string(c->conclusion));
	return o;
}

struct check_look {
	struct arena *a;
	const char *external_id;
	struct str id;
	int64_t annotations;
};

static bool check_each(void *user, const json_t *o, struct err *e)
{
	struct check_look *x = user;
	(void)e;
	if (strcmp(json_z(o, "external_id"), x->external_id) == 0) {
		x->id = json_id(x->a, o, "id");
		x->annotations = json_int(json_object_get(o, "output"), "annotations_count");
	}
	return true;
}

/* Annotations are added by each request, never replaced: the ones there are counted, and only the rest is sent. */
static bool check(struct forge *f, struct arena *a, const struct forge_check *c, struct str id, struct str *new_id,
		  struct err *e)
{
	struct check_look x = { a, c->external_id, { "", 0 }, 0 };
	size_t from = 0, n;
	char path[PATH];
	json_t *o = NULL;
	bool good = true;
	(void)id;
	repo_path(f, path, "/commits/%s/check-runs?check_name=%s&filter=all", c->sha, c->name);
	if (!forge_pages(f, path, "check_runs", check_each, &x, e))
		return false;
	from = (size_t)x.annotations;
	if (!x.id.n) {
		json_t *body;
		n = c->n_annotations < FORGE_ANNOTATIONS ? c->n_annotations : FORGE_ANNOTATIONS;
		body = check_json(c, 0, n);
		json_object_set_new(body, "head_sha", json_string(c->sha));
		repo_path(f, path, "/check-runs");
		if (!forge_call(f, "POST", path, body, &o, e))
			return false;
		x.id = json_id(a, o, "id");
		json_decref(o);
		from = n;
		if (from >= c->n_annotations) {
			*new_id = x.id;
			return true;
		}
	}
	*new_id = x.id;
	repo_path(f, path, "/check-runs/" STR_FMT, STR_ARG(x.id));
	do {
		n = from < c->n_annotations ? c->n_annotations - from : 0;
		n = n < FORGE_ANNOTATIONS ? n : FORGE_ANNOTATIONS;
		good = forge_call(f, "PATCH", path, check_json(c, from, n), NULL, e);
		from += n;
	} while (good && from < c->n_annotations);
	return good;
}

static bool sarif(struct forge *f, const char *sha, const char *ref, struct str packed, struct err *e)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)packed.s;
	struct buf b;
	char path[PATH];
	json_t *o;
	buf_init(&b, packed.n * 2 + 16);
	for (size_t i = 0; i < packed.n; i += 3) {
		unsigned v = (unsigned)s[i] << 16 | (i + 1 < packed.n ? (unsigned)s[i + 1] << 8 : 0) |
			     (i + 2 < packed.n ? s[i + 2] : 0);
		buf_putc(&b, digits[v >> 18]);
		buf_putc(&b, digits[v >> 12 & 63]);
		buf_putc(&b, i + 1 < packed.n ? digits[v >> 6 & 63] : '=');
		buf_putc(&b, i + 2 < packed.n ? digits[v & 63] : '=');
	}
	o = json_pack("{s:s,s:s,s:o,s:s}", "commit_sha", sha, "ref", ref, "sarif", json_of(buf_view(&b)), "tool_name",
		      "ringcheck");
	buf_free(&b);
	repo_path(f, path, "/code-scanning/sarifs");
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
	struct hook_look x = { a, url, { "", 0 } };
	char path[PATH];
	json_t *o = NULL, *body;
	bool good;
	repo_path(f, path, "/hooks");
	if (!forge_pages(f, path, NULL, hook_each, &x, e))
		return false;
	body = json_pack("{s:{s:s,s:s,s:o,s:s},s:[s,s,s,s,s,s,s,s,s],s:b}", "config", "url", url, "content_type",
			 "json", "secret", json_of(secret), "insecure_ssl", "0", "events", "pull_request", "push",
			 "pull_request_review_comment", "pull_request_review_thread", "issue_comment", "check_run",
			 "check_suite", "merge_group", "code_scanning_alert", "active", 1);
	if (x.id.n) {
		repo_path(f, path, "/hooks/" STR_FMT, STR_ARG(x.id));
		good = forge_call(f, "PATCH", path, body, &o, e);
	} else {
		json_object_set_new(body, "name", json_string("web"));
		good = forge_call(f, "POST", path, body, &o, e);
	}
	if (good)
		*id = json_id(a, o, "id");
	json_decref(o);
	return good;
}

static bool hook_test(struct forge *f, struct str id, struct err *e)
{
	char path[PATH];
	repo_path(f, path, "/hooks/" STR_FMT "/pings", STR_ARG(id));
	return forge_call(f, "POST", path, NULL, NULL, e);
}

/* One page of deliveries, newest first. */
static bool deliveries_page(struct forge *f, bool app, const char *path, json_t **o, struct err *e)
{
	char url[PATH + 400];
	int n = snprintf(url, sizeof url, "%s/deliveries?per_page=100", path);
	if (f->cursor[0])
		snprintf(url + n, sizeof url - (size_t)n, "&cursor=%s", f->cursor);
	return app ? forge_call_app(f, "GET", url, NULL, o, e) : forge_call(f, "GET", url, NULL, o, e);
}

static bool ask_again(struct forge *f, bool app, const char *path, json_t *failed, size_t *n, struct err *e)
{
	const char *guid;
	json_t *id;
	json_object_foreach (failed, guid, id) {
		char url[PATH + 64];
		if (!json_is_integer(id))
			continue; /* another attempt of it went well */
		snprintf(url, sizeof url, "%s/deliveries/%lld/attempts", path, (long long)json_integer_value(id));
		if (!(app ? forge_call_app(f, "POST", url, NULL, NULL, e) : forge_call(f, "POST", url, NULL, NULL, e)))
			return false;
		(*n)++;
	}
	return true;
}

static bool redeliver(struct forge *f, struct str hook, const char *since, size_t *n, struct err *e)
{
	bool app = f->app_key.n > 0 && !hook.n, more = true, good = true;
	time_t from = auth_time(str_from(since));
	json_t *failed = json_object(); /* guid: id of an attempt that failed, or true */
	char path[PATH] = "/app/hook";
	if (!app)
		repo_path(f, path, "/hooks/" STR_FMT, STR_ARG(hook));
	f->cursor[0] = 0;
	for (int page = 0; good && more && page < DELIVERY_PAGES; page++) {
		json_t *o = NULL;
		const json_t *x;
		size_t i;
		good = deliveries_page(f, app, path, &o, e);
		json_array_foreach (o, i, x) {
			const char *guid = json_z(x, "guid");
			int64_t code = json_int(x, "status_code");
			more = auth_time(str_from(json_z(x, "delivered_at"))) >= from;
			if (!more)
				break;
			if (code >= 200 && code < 300)
				json_object_set_new(failed, guid, json_true());
			else if (!json_object_get(failed, guid))
				json_object_set(failed, guid, json_object_get(x, "id"));
		}
		more = more && f->cursor[0];
		json_decref(o);
	}
	good = good && ask_again(f, app, path, failed, n, e);
	json_decref(failed);
	return good;
}

const struct forge_ops github_ops = {
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
	.reply = reply,
	.resolve = resolve,
	.talk_path = talk_path,
	.status = status,
	.check = check,
	.sarif = sarif,
	.hook_put = hook_put,
	.hook_test = hook_test,
	.redeliver = redeliver,
};
