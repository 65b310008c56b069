#include "forge/pull.h"

#include "forge/forge_int.h"

bool sha_ok(struct str s)
{
	if (s.n != 40 && s.n != 64)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.s[i] >= '0' && s.s[i] <= '9') || (s.s[i] >= 'a' && s.s[i] <= 'f')))
			return false;
	return true;
}

bool sha_zero(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] != '0')
			return false;
	return true;
}

static bool complete(const struct forge_pull *p)
{
	return p->number && sha_ok(p->head) && !sha_zero(p->head) && p->base_ref.n;
}

bool pull_github(struct arena *a, const json_t *o, struct forge_pull *p)
{
	const json_t *head = json_object_get(o, "head"), *base = json_object_get(o, "base");
	const json_t *from = json_object_get(head, "repo"), *to = json_object_get(base, "repo");
	*p = (struct forge_pull){
		.number = (uint64_t)json_int(o, "number"),
		.title = json_text(a, o, "title"),
		.author = json_text(a, json_object_get(o, "user"), "login"),
		.web_url = json_text(a, o, "html_url"),
		.head = json_text(a, head, "sha"),
		.head_ref = json_text(a, head, "ref"),
		.head_clone_url = json_text(a, from, "clone_url"),
		.base_ref = json_text(a, base, "ref"),
		.base = json_text(a, base, "sha"),
		.updated_at = json_text(a, o, "updated_at"),
		.draft = json_yes(o, "draft"),
	};
	/* The head's repository may be gone. */
	p->fork = !json_is_object(from) || json_int(from, "id") != json_int(to, "id");
	p->state = strcmp(json_z(o, "state"), "open") == 0				      ? PULL_OPEN
		   : json_yes(o, "merged") || json_is_string(json_object_get(o, "merged_at")) ? PULL_MERGED
											      : PULL_CLOSED;
	return complete(p);
}

static enum forge_pull_state gitlab_state(const json_t *o)
{
	const char *s = json_z(o, "state");
	return strcmp(s, "merged") == 0 ? PULL_MERGED : strcmp(s, "closed") == 0 ? PULL_CLOSED : PULL_OPEN;
}

static bool gitlab_draft(const json_t *o)
{
	return json_yes(o, "draft") || json_yes(o, "work_in_progress");
}

bool pull_gitlab(struct arena *a, const json_t *o, struct forge_pull *p)
{
	*p = (struct forge_pull){
		.number = (uint64_t)json_int(o, "iid"),
		.title = json_text(a, o, "title"),
		.author = json_text(a, json_object_get(o, "author"), "username"),
		.web_url = json_text(a, o, "web_url"),
		.head = json_text(a, o, "sha"),
		.head_ref = json_text(a, o, "source_branch"),
		.base_ref = json_text(a, o, "target_branch"),
		.base = json_text(a, json_object_get(o, "diff_refs"), "start_sha"),
		.updated_at = json_text(a, o, "updated_at"),
		.state = gitlab_state(o),
		.draft = gitlab_draft(o),
		.fork = json_int(o, "source_project_id") != json_int(o, "target_project_id"),
		.head_clone_url = { "", 0 },
	};
	return complete(p);
}

bool pull_gitlab_event(struct arena *a, const json_t *o, struct forge_pull *p)
{
	*p = (struct forge_pull){
		.number = (uint64_t)json_int(o, "iid"),
		.title = json_text(a, o, "title"),
		.web_url = json_text(a, o, "url"),
		.head = json_text(a, json_object_get(o, "last_commit"), "id"),
		.head_ref = json_text(a, o, "source_branch"),
		.head_clone_url = json_text(a, json_object_get(o, "source"), "git_http_url"),
		.base_ref = json_text(a, o, "target_branch"),
		.base = { "", 0 },
		.author = { "", 0 },
		.updated_at = json_text(a, o, "updated_at"),
		.state = gitlab_state(o),
		.draft = gitlab_draft(o),
		.fork = json_int(o, "source_project_id") != json_int(o, "target_project_id"),
	};
	return complete(p);
}
