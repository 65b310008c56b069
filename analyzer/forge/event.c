#include "forge/event.h"

#include "forge/forge_int.h"
#include "forge/pull.h"

struct reading {
	struct arena *a;
	const json_t *o;
	struct event *ev;
	struct err *e;
};

static bool ignore(struct reading *r, const char *why)
{
	r->ev->kind = EVENT_IGNORED;
	r->ev->why = str_from(why);
	return true;
}

static bool lacks(struct reading *r, const char *what)
{
	return err_set(r->e, ERR_INPUT, "the delivery lacks %s, which its kind always has", what);
}

static bool is(struct str s, const char *a)
{
	return str_is(s, a);
}

/* One of the words, blank separated? */
static bool among(struct str s, const char *words)
{
	struct str rest = str_from(words), one;
	while (rest.n) {
		if (!str_cut(rest, ' ', &one, &rest))
			rest.n = 0;
		if (str_eq(one, s))
			return true;
	}
	return false;
}

/* "refs/heads/x" to "x"; empty where it is no branch. */
static struct str branch_of(struct str ref)
{
	if (str_starts(ref, STR("refs/heads/")))
		return (struct str){ ref.s + 11, ref.n - 11 };
	return STR("");
}

static bool push_read(struct reading *r, const json_t *o, const char *before, const char *after)
{
	struct event_push p = { json_text(r->a, o, "ref"), json_text(r->a, o, before), json_text(r->a, o, after),
				false };
	if (!p.ref.n || !sha_ok(p.after))
		return lacks(r, "a reference or a commit");
	p.deleted = json_yes(o, "deleted") || sha_zero(p.after);
	p.ref = branch_of(p.ref);
	if (p.ref.n)
		*VEC_PUSH(r->a, &r->ev->pushes) = p;
	r->ev->kind = EVENT_PUSH;
	return true;
}

static bool push(struct reading *r)
{
	if (!push_read(r, r->o, "before", "after"))
		return false;
	r->ev->default_branch = json_text(r->a, json_object_get(r->o, "repository"), "default_branch");
	return r->ev->pushes.n ? true : ignore(r, "not a branch");
}

/* ---- GitHub, and what Gitea has alike ---- */

static bool pull_request(struct reading *r)
{
	struct event *ev = r->ev;
	if (!among(ev->action,
		   "opened synchronize synchronized reopened ready_for_review converted_to_draft edited closed"))
		return ignore(r, "an action that changes neither code nor target");
	if (!pull_github(r->a, json_object_get(r->o, "pull_request"), &ev->pull))
		return lacks(r, "the pull request's number, head or base");
	/* Gitea before 1.23 tells a draft by its title only. */
	if (str_starts(ev->pull.title, STR("WIP:")) || str_starts(ev->pull.title, STR("[WIP]")))
		ev->pull.draft = true;
	ev->new_base = json_object_get(json_object_get(r->o, "changes"), "base") != NULL ||
		       json_object_get(json_object_get(r->o, "changes"), "ref") != NULL;
	ev->new_code = among(ev->action, "opened synchronize synchronized reopened ready_for_review");
	ev->kind = EVENT_PULL;
	return true;
}

static bool review_comment(struct reading *r)
{
	const json_t *c = json_object_get(r->o, "comment");
	struct event *ev = r->ev;
	if (!is(ev->action, "created"))
		return ignore(r, "only new comments are read");
	ev->number = (uint64_t)json_int(json_object_get(r->o, "pull_request"), "number");
	ev->comment = json_id(r->a, c, "id");
	ev->parent = json_id(r->a, c, "in_reply_to_id");
	ev->body = json_text(r->a, c, "body");
	if (!ev->number || !ev->comment.n)
		return lacks(r, "the comment or its pull request");
	if (!ev->parent.n)
		return ignore(r, "not a reply");
	ev->kind = EVENT_COMMENT;
	return true;
}

static bool issue_comment(struct reading *r)
{
	const json_t *c = json_object_get(r->o, "comment"), *issue = json_object_get(r->o, "issue");
	struct event *ev = r->ev;
	if (!is(ev->action, "created"))
		return ignore(r, "only new comments are read");
	if (!json_is_object(json_object_get(issue, "pull_request")) && !json_yes(r->o, "is_pull"))
		return ignore(r, "a comment on an issue, not on a pull request");
	ev->number = (uint64_t)json_int(issue, "number");
	ev->comment = json_id(r->a, c, "id");
	ev->body = json_text(r->a, c, "body");
	if (!ev->number || !ev->comment.n)
		return lacks(r, "the comment or its pull request");
	ev->kind = EVENT_COMMENT;
	return true;
}

static bool review_thread(struct reading *r)
{
	const json_t *t = json_object_get(r->o, "thread");
	struct event *ev = r->ev;
	if (!among(ev->action, "resolved unresolved"))
		return ignore(r, "an action that is not used");
	ev->number = (uint64_t)json_int(json_object_get(r->o, "pull_request"), "number");
	ev->thread = json_text(r->a, t, "node_id");
	ev->parent = json_id(r->a, json_array_get(json_object_get(t, "comments"), 0), "id");
	ev->resolved = is(ev->action, "resolved");
	if (!ev->number || !ev->parent.n)
		return lacks(r, "the thread or its pull request");
	ev->kind = EVENT_THREAD;
	return true;
}

static bool check_run(struct reading *r)
{
	const json_t *c = json_object_get(r->o, "check_run");
	if (!among(r->ev->action, "rerequested requested_action"))
		return ignore(r, "only a wish to run again is used");
	/* The event goes to the app that made the check; a repository's hook gets everybody's. */
	if (!str_starts(str_from(json_z(c, "name")), STR("ringcheck")))
		return ignore(r, "not our check");
	r->ev->sha = json_text(r->a, c, "head_sha");
	r->ev->kind = EVENT_RERUN;
	return sha_ok(r->ev->sha) || lacks(r, "a commit");
}

static bool check_suite(struct reading *r)
{
	if (!is(r->ev->action, "rerequested"))
		return ignore(r, "only a wish to run again is used; reviews begin with pull_request and push");
	r->ev->sha = json_text(r->a, json_object_get(r->o, "check_suite"), "head_sha");
	r->ev->kind = EVENT_RERUN;
	return sha_ok(r->ev->sha) || lacks(r, "a commit");
}

static bool merge_group(struct reading *r)
{
	const json_t *g = json_object_get(r->o, "merge_group");
	if (!is(r->ev->action, "checks_requested"))
		return ignore(r, "an action that is not used");
	r->ev->sha = json_text(r->a, g, "head_sha");
	r->ev->ref = json_text(r->a, g, "head_ref");
	r->ev->kind = EVENT_MERGE_GROUP;
	return sha_ok(r->ev->sha) || lacks(r, "a commit");
}

static bool alert(struct reading *r)
{
	const json_t *x = json_object_get(r->o, "alert"), *at = json_object_get(x, "most_recent_instance");
	struct event *ev = r->ev;
	if (!among(ev->action, "closed_by_user reopened_by_user"))
		return ignore(r, "only what people decide about an alert is used");
	ev->tool = json_text(r->a, json_object_get(x, "tool"), "name");
	if (!str_eq_nocase(ev->tool, STR("ringcheck")))
		return ignore(r, "another tool's alert");
	if (!at)
		at = json_array_get(json_object_get(x, "instances"), 0);
	at = json_object_get(at, "location");
	ev->rule = json_text(r->a, json_object_get(x, "rule"), "id");
	ev->path = json_text(r->a, at, "path");
	ev->line = (uint32_t)json_int(at, "start_line");
	ev->open = is(ev->action, "reopened_by_user");
	ev->false_positive = strcmp(json_z(x, "dismissed_reason"), "false positive") == 0;
	ev->reason = json_text(r->a, x, "dismissed_comment");
	if (!ev->reason.n)
		ev->reason = json_text(r->a, x, "dismissed_reason");
	ev->kind = EVENT_ALERT;
	return (ev->rule.n && ev->path.n) || lacks(r, "the alert's rule or place");
}

static bool installation(struct reading *r)
{
	r->ev->installation = json_id(r->a, json_object_get(r->o, "installation"), "id");
	r->ev->kind = EVENT_INSTALL;
	return r->ev->installation.n || lacks(r, "the installation's id");
}

static bool github(struct reading *r, struct str name)
{
	static const struct {
		const char *name;
		bool (*read)(struct reading *);
	} table[] = {
		{ "pull_request", pull_request },
		{ "push", push },
		{ "pull_request_review_comment", review_comment },
		{ "issue_comment", issue_comment },
		{ "pull_request_review_thread", review_thread },
		{ "check_run", check_run },
		{ "check_suite", check_suite },
		{ "merge_group", merge_group },
		{ "code_scanning_alert", alert },
		{ "installation", installation },
		{ "installation_repositories", installation },
	};
	if (is(name, "ping")) {
		r->ev->kind = EVENT_PING;
		return true;
	}
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (is(name, table[i].name))
			return table[i].read(r);
	return ignore(r, "an event that is not used");
}

/* ---- Gitea, Forgejo ---- */

static bool branch_gone(struct reading *r)
{
	struct event_push p = {
		.ref = json_text(r->a, r->o, "ref"), .deleted = true, .before = STR(""), .after = STR("")
	};
	if (strcmp(json_z(r->o, "ref_type"), "branch") != 0)
		return ignore(r, "not a branch");
	*VEC_PUSH(r->a, &r->ev->pushes) = p;
	r->ev->kind = EVENT_PUSH;
	return true;
}

static bool gitea(struct reading *r, struct str name)
{
	/* The event's type tells more than the event; either may have been kept. */
	if (among(name, "pull_request pull_request_sync"))
		return pull_request(r);
	if (is(name, "push"))
		return push(r);
	if (is(name, "delete"))
		return branch_gone(r);
	if (among(name, "issue_comment pull_request_comment") && json_object_get(r->o, "comment")) {
		if (is(name, "pull_request_comment") && !json_yes(r->o, "is_pull") && !json_object_get(r->o, "issue"))
			return ignore(r, "a comment without its pull request");
		return issue_comment(r);
	}
	return ignore(r, "an event that is not used");
}

/* ---- GitLab ---- */

static bool gitlab_merge(struct reading *r)
{
	const json_t *o = json_object_get(r->o, "object_attributes"), *changes = json_object_get(r->o, "changes");
	struct event *ev = r->ev;
	bool update = is(ev->action, "update"), ready;
	if (!among(ev->action, "open reopen update close merge"))
		return ignore(r, "an action that changes neither code nor target");
	if (!pull_gitlab_event(r->a, o, &ev->pull))
		return lacks(r, "the merge request's number, head or target");
	ev->pull.author = json_text(r->a, json_object_get(r->o, "user"), "username");
	ev->new_base = json_object_get(changes, "target_branch") != NULL;
	/* Labels and titles "update" too: code came only with oldrev. */
	ready = json_object_get(changes, "draft") || json_object_get(changes, "work_in_progress");
	if (update && !json_z(o, "oldrev")[0] && !ready && !ev->new_base)
		return ignore(r, "an update that changes neither code nor target");
	ev->new_code = !update || json_z(o, "oldrev")[0] || ready;
	ev->kind = EVENT_PULL;
	return true;
}

static bool gitlab_note(struct reading *r)
{
	const json_t *o = json_object_get(r->o, "object_attributes");
	struct event *ev = r->ev;
	const char *type = json_z(o, "type");
	if (strcmp(json_z(o, "noteable_type"), "MergeRequest") != 0)
		return ignore(r, "a comment on something else than a merge request");
	if (json_yes(o, "system") || (ev->action.n && !is(ev->action, "create")))
		return ignore(r, "only new comments by people are read");
	ev->number = (uint64_t)json_int(json_object_get(r->o, "merge_request"), "iid");
	ev->comment = json_id(r->a, o, "id");
	if (strcmp(type, "DiffNote") == 0 || strcmp(type, "DiscussionNote") == 0)
		ev->thread = json_text(r->a, o, "discussion_id");
	ev->body = json_text(r->a, o, "note");
	ev->kind = EVENT_COMMENT;
	return (ev->number && ev->comment.n) || lacks(r, "the comment or its merge request");
}

static bool gitlab(struct reading *r, struct str name)
{
	if (is(name, "Merge Request Hook"))
		return gitlab_merge(r);
	if (is(name, "Push Hook")) {
		if (!push(r))
			return false;
		r->ev->default_branch = json_text(r->a, json_object_get(r->o, "project"), "default_branch");
		return true;
	}
	if (is(name, "Note Hook"))
		return gitlab_note(r);
	return ignore(r, "an event that is not used");
}

/* A plain git server's post-receive script: one reference, or several in `updates`. */
static bool plain_git(struct reading *r)
{
	const json_t *list = json_object_get(r->o, "updates"), *x;
	size_t i;
	if (!json_is_array(list)) {
		if (!push_read(r, r->o, "before", "after"))
			return false;
	} else {
		r->ev->kind = EVENT_PUSH;
		json_array_foreach (list, i, x)
			if (!push_read(r, x, "before", "after"))
				return false;
	}
	return r->ev->pushes.n ? true : ignore(r, "not a branch");
}

/* Whose repository, and by whom. */
static void common(struct reading *r, enum forge_kind forge)
{
	struct event *ev = r->ev;
	const json_t *repo = json_object_get(r->o, forge == FORGE_GITLAB ? "project" : "repository");
	const json_t *who = json_object_get(r->o, forge == FORGE_GITLAB ? "user" : "sender");
	ev->action =
		json_text(r->a, forge == FORGE_GITLAB ? json_object_get(r->o, "object_attributes") : r->o, "action");
	ev->repo = json_text(r->a, repo, forge == FORGE_GITLAB ? "path_with_namespace" : "full_name");
	ev->repo_id = json_id(r->a, repo, "id");
	ev->sender = json_text(r->a, who, forge == FORGE_GITLAB ? "username" : "login");
	ev->sender_id = json_id(r->a, who, "id");
	if (forge == FORGE_GITLAB && !ev->sender.n) {
		ev->sender = json_text(r->a, r->o, "user_username");
		ev->sender_id = json_id(r->a, r->o, "user_id");
	}
}

bool event_read(struct arena *a, enum forge_kind forge, struct str name, struct str body, struct event *ev,
		struct err *e)
{
	json_error_t bad;
	json_t *o = json_loadb(body.s, body.n, JSON_REJECT_DUPLICATES, &bad);
	struct reading r = { a, o, ev, e };
	bool good;
	*ev = (struct event){ .kind = EVENT_IGNORED };
	if (!json_is_object(o)) {
		json_decref(o);
		return err_set(e, ERR_INPUT,
			       "the delivery is no JSON object (line %d): a custom template cannot be used", bad.line);
	}
	common(&r, forge);
	switch (forge) {
	case FORGE_GITHUB:
		good = github(&r, name);
		break;
	case FORGE_GITEA:
		good = gitea(&r, name);
		break;
	case FORGE_GITLAB:
		good = gitlab(&r, name);
		break;
	default:
		good = plain_git(&r);
	}
	json_decref(o);
	return good;
}
