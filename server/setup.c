/* What a person has to paste where, for each kind of forge. */
#include "server/embed.h"
#include "server/project.h"

struct want {
	const char *name, *value, *why; /* value NULL = the payload URL, "" = the hook's secret */
};

/* ---- GitHub ---- */
static const struct want github_fields[] = { { "Payload URL", NULL, "" },
					     { "Content type", "application/json", "the form encoding is refused" },
					     { "Secret", "", "" },
					     { "SSL verification", "Enable SSL verification", "" },
					     { "Which events", "Let me select individual events", "the ones below" },
					     { 0 } };
static const struct want github_events[] = {
	{ "Pull requests", "pull_request", "reviews what it changes" },
	{ "Pushes", "push", "keeps the baseline of target branches" },
	{ "Issue comments", "issue_comment", "commands in the conversation" },
	{ "Pull request review comments", "pull_request_review_comment", "commands in replies" },
	{ "Pull request review threads", "pull_request_review_thread", "resolving a thread decides on its finding" },
	{ "Merge groups", "merge_group", "merge queues get their status" },
	{ "Code scanning alerts", "code_scanning_alert", "only where SARIF is uploaded: decisions there count here" },
	{ "Check runs and check suites", "check_run, check_suite", "of a GitHub App only: its re-run buttons" },
	{ 0 }
};
static const struct want github_permissions[] = {
	{ "Contents", "read", "to fetch the commits" },
	{ "Pull requests", "read and write", "comments on the lines" },
	{ "Commit statuses", "read and write", "the result at the commit" },
	{ "Checks", "read and write", "of a GitHub App only: annotations" },
	{ "Code scanning alerts", "read and write", "only with the option \"sarif\"" },
	{ "Webhooks", "read and write", "only to have Ringcheck make this hook and find deliveries that were missed" },
	{ "(classic token)", "repo, admin:repo_hook", "the same as a classic token's scopes" },
	{ 0 }
};

/* ---- GitLab ---- */
static const struct want gitlab_fields[] = { { "URL", NULL, "" },
					     { "Signing token", "",
					       "GitLab 18 and newer; leave the secret token empty then" },
					     { "Secret token", "", "where there is no field for a signing token" },
					     { "SSL verification", "Enable SSL verification", "" },
					     { 0 } };
static const struct want gitlab_events[] = { { "Push events", "Push Hook", "keeps the baseline of target branches" },
					     { "Comments", "Note Hook", "commands in replies" },
					     { "Merge request events", "Merge Request Hook",
					       "reviews what it changes" },
					     { 0 } };
static const struct want gitlab_permissions[] = {
	{ "Project access token, role", "Developer", "Maintainer, to have Ringcheck make this hook" },
	{ "Scopes", "api, read_repository", "discussions, commit statuses, fetching" },
	{ 0 }
};

/* ---- Gitea, Forgejo ---- */
static const struct want gitea_fields[] = { { "Target URL", NULL, "" },
					    { "HTTP method", "POST", "" },
					    { "POST content type", "application/json",
					      "in form mode the signature does not cover what is sent" },
					    { "Secret", "", "" },
					    { "Trigger on", "Custom events", "the ones below" },
					    { 0 } };
static const struct want gitea_events[] = {
	{ "Push", "push", "keeps the baseline of target branches" },
	{ "Delete", "delete", "branches that go" },
	{ "Pull request", "pull_request", "opened, edited, closed" },
	{ "Pull request synchronized", "pull_request_sync", "a tick box of its own: pushes to a pull request" },
	{ "Issue comment", "issue_comment", "commands in the conversation" },
	{ "Pull request comment", "pull_request_comment", "commands in the conversation and in replies" },
	{ 0 }
};
static const struct want gitea_permissions[] = { { "repository", "read and write",
						   "reviews, commit statuses, the hook" },
						 { "issue", "read and write", "the summary comment" },
						 { "user", "read", "to know its own comments" },
						 { 0 } };

/* ---- plain git ---- */
static const struct want git_fields[] = {
	{ "hooks/post-receive", "the script below", "of the bare repository; chmod 755" },
	{ "hooks/ringcheck.secret", "", "one line; chmod 600, readable by the user that git runs as" },
	{ 0 }
};
static const struct want none[] = { { 0 } };

static const struct kind {
	const char *name, *page /* below the repository's; NULL = none */, *where;
	const struct want *fields, *events, *permissions;
} kinds[] = {
	{ "github", "settings/hooks/new", "Settings > Webhooks > Add webhook", github_fields, github_events,
	  github_permissions },
	{ "gitlab", "-/hooks", "Settings > Webhooks > Add new webhook", gitlab_fields, gitlab_events,
	  gitlab_permissions },
	{ "gitea", "settings/hooks/gitea/new", "Settings > Webhooks > Add webhook > Gitea (or Forgejo)", gitea_fields,
	  gitea_events, gitea_permissions },
	{ "git", NULL, "the bare repository on the git server", git_fields, none, none },
};

static void wants(struct jsonw *w, const char *key, const struct want *v, const char *url)
{
	jsonw_key(w, key);
	jsonw_arr(w);
	for (; v->name; v++) {
		jsonw_obj(w);
		jsonw_kz(w, "name", v->name);
		jsonw_kz(w, "value", v->value ? v->value : url);
		jsonw_kbool(w, "secret", v->value && !*v->value);
		jsonw_kz(w, "why", v->why);
		jsonw_end(w);
	}
	jsonw_end(w);
}

/* The script with this project's addresses; they hold no quotes. */
static struct str script(struct request *r, const char *url, const char *project)
{
	static const char *const marks[] = { "@PAYLOAD_URL@", "@PROJECT_URL@" };
	const char *to[] = { url, project };
	struct str text = embed_post_receive, out;
	struct buf b;
	buf_init(&b, 64 << 10);
	while (text.n) {
		size_t i = 0;
		while (i < 2 && !str_starts(text, str_from(marks[i])))
			i++;
		if (i < 2)
			buf_puts(&b, to[i]);
		else
			buf_putc(&b, text.s[0]);
		i = i < 2 ? strlen(marks[i]) : 1;
		text = (struct str){ text.s + i, text.n - i };
	}
	out = arena_str(request_arena(r), buf_view(&b));
	buf_free(&b);
	return out;
}

static const char *warning(const struct request *r)
{
	const char *url = r->srv->config->public_url;
	if (!*url)
		return "public_url is not set: the address is the one this request came to, which the forge may not reach. Set it to how others "
		       "reach this server.";
	if (strncmp(url, "http://", 7) == 0)
		return "public_url is http: deliveries and tokens go over the network in the clear. Put a proxy with TLS before this server.";
	return "";
}

static void write_setup(struct request *r, const struct kind *k)
{
	const PGresult *res = r->task.res[0];
	const char *url = payload_url(r, PQgetvalue(res, 0, 3));
	struct arena *a = request_arena(r);
	struct jsonw *w = &r->w;
	jsonw_obj(w);
	jsonw_kz(w, "kind", k->name);
	jsonw_kz(w, "payload_url", url);
	jsonw_kz(w, "warning", warning(r));
	jsonw_kz(w, "where", k->where);
	jsonw_key(w, "page");
	if (k->page)
		jsonw_z(w, arena_printf(a, "%s/%s/%s", PQgetvalue(res, 0, 1), PQgetvalue(res, 0, 2), k->page));
	else
		jsonw_null(w);
	wants(w, "fields", k->fields, url);
	wants(w, "events", k->events, url);
	wants(w, "permissions", k->permissions, url);
	jsonw_kbool(w, "can_connect", PQgetvalue(res, 0, 4)[0] == 't');
	jsonw_kbool(w, "hook_made", PQgetvalue(res, 0, 5)[0] == 't');
	jsonw_key(w, "script");
	if (k->page)
		jsonw_null(w);
	else {
		struct str hook = str_from(url), base = { hook.s, hook.n - 36 - strlen("/hooks/") };
		jsonw_str(w, script(r, url, arena_printf(a, STR_FMT "/api/v1/projects/%s", STR_ARG(base), r->id)));
	}
	jsonw_end(w);
	reply_json(r, 200);
}

static void got(struct request *r)
{
	const PGresult *res = r->task.res[0];
	if (request_failed(r))
		return;
	for (size_t i = 0; PQntuples(res) && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, PQgetvalue(res, 0, 0)) == 0)
			write_setup(r, &kinds[i]);
	if (!r->reply.status)
		reply_not_found(r);
}

void project_setup(struct request *r)
{
	r->what = "project";
	db_text(db_add(&r->task,
		       "select f.kind, f.web_url, p.repo, p.hook_id, f.kind <> 'git' and (p.token is not null or f.app_key is not null), "
		       "p.hook_remote_id <> '' from projects p join forges f on f.id = p.forge_id where p.public_id = $1"),
		r->id);
	request_ask(r, got);
}
