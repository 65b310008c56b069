/* ringcheck connect: forge and project made, what to paste where printed, the hook made where there is a token, its test awaited. */
#include "cli/commands.h"
#include "cli/connect.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct connecting {
	struct api api;
	const struct connect_options *o;
	char path[80]; /* "/api/v1/projects/ID" */
	json_t *made;  /* the answer that holds the secret; NULL where the project was there */
};

/* In a list that may have several pages: the first object for which fits() holds, to be freed; NULL = none. */
static bool find(struct api *api, const char *path, const char *list,
		 bool (*fits)(const json_t *, const struct connect_options *), json_t **found, struct err *e)
{
	char cursor[64] = "";
	*found = NULL;
	do {
		char url[160];
		json_t *page = NULL, *x;
		size_t i;
		snprintf(url, sizeof url, "%s?limit=500%s%s", path, *cursor ? "&cursor=" : "", cursor);
		if (!api_call(api, "GET", url, NULL, &page, e))
			return false;
		json_array_foreach (json_object_get(page, list), i, x)
			if (!*found && fits(x, api->o))
				*found = json_incref(x);
		snprintf(cursor, sizeof cursor, "%s", text_of(page, "next"));
		json_decref(page);
	} while (*cursor && !*found);
	return true;
}

static bool same_name(const json_t *p, const struct connect_options *o)
{
	return strcmp(text_of(p, "name"), o->name) == 0;
}

static const char *api_url(const struct connect_options *o)
{
	if (o->api_url)
		return o->api_url;
	return strcmp(o->kind, "github") == 0	? "https://api.github.com"
	       : strcmp(o->kind, "gitlab") == 0 ? "https://gitlab.com/api/v4"
						: "";
}

static bool same_forge(const json_t *f, const struct connect_options *o)
{
	const char *url = api_url(o);
	size_t n = strlen(url);
	while (n && url[n - 1] == '/')
		n--;
	return strcmp(text_of(f, "kind"), o->kind) == 0 && strlen(text_of(f, "api_url")) == n &&
	       strncmp(text_of(f, "api_url"), url, n) == 0 && json_is_true(json_object_get(f, "private")) == o->private;
}

static void add(json_t *o, const char *key, const char *v)
{
	if (v && *v)
		json_object_set_new(o, key, json_string(v));
}

static bool forge_id(struct connecting *c, char id[40], struct err *e)
{
	const struct connect_options *o = c->o;
	json_t *f = NULL, *body;
	if (!find(&c->api, "/api/v1/forges", "forges", same_forge, &f, e))
		return false;
	if (!f) {
		const char *url = api_url(o), *host = strstr(url, "://");
		host = host ? host + 3 : "git server";
		body = json_object();
		add(body, "kind", o->kind);
		json_object_set_new(
			body, "name",
			json_sprintf("%.*s%s", (int)(strchr(host, '/') ? strchr(host, '/') - host : (long)strlen(host)),
				     host, o->private ? " (private)" : ""));
		add(body, "api_url", o->api_url);
		add(body, "web_url", o->web_url);
		if (o->private)
			json_object_set_new(body, "private", json_true());
		if (!api_call(&c->api, "POST", "/api/v1/forges", body, &f, e))
			return false;
	}
	snprintf(id, 40, "%s", text_of(f, "id"));
	json_decref(f);
	return true;
}

static bool make_project(struct connecting *c, struct err *e)
{
	const struct connect_options *o = c->o;
	char id[40];
	json_t *body;
	if (!forge_id(c, id, e))
		return false;
	body = json_object();
	add(body, "name", o->name);
	add(body, "forge", id);
	add(body, "repo", o->repo);
	add(body, "clone_url", o->clone_url);
	if (o->forge_token.n)
		add(body, "token", o->forge_token.s);
	if (!api_call(&c->api, "POST", "/api/v1/projects", body, &c->made, e))
		return false;
	snprintf(c->path, sizeof c->path, "/api/v1/projects/%s", text_of(json_object_get(c->made, "project"), "id"));
	return true;
}

/* The project of that name, changed where a new token was given; or a new one. */
static bool have_project(struct connecting *c, struct err *e)
{
	json_t *p = NULL;
	bool ok = true;
	if (!find(&c->api, "/api/v1/projects", "projects", same_name, &p, e))
		return false;
	if (!p)
		return c->o->status ? err_set(e, ERR_NOT_FOUND, "there is no project called \"%s\" at %s", c->o->name,
					      c->o->server)
				    : make_project(c, e);
	snprintf(c->path, sizeof c->path, "/api/v1/projects/%s", text_of(p, "id"));
	json_decref(p);
	if (!c->o->status && c->o->forge_token.n) {
		json_t *body = json_object();
		add(body, "token", c->o->forge_token.s);
		ok = api_call(&c->api, "PATCH", c->path, body, NULL, e);
	}
	return ok;
}

static void pause_one(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 500000000 }, NULL);
}

/* Until the worker is through with the forge, and with what the forge then sent. */
static bool await(struct connecting *c, bool asked, struct err *e)
{
	const char *url = arena_printf(c->o->a, "%s/connect", c->path);
	time_t end = time(NULL) + c->o->wait;
	for (;; pause_one()) {
		json_t *s = NULL, *d;
		const char *state;
		bool over = time(NULL) >= end;
		if (!api_call(&c->api, "GET", url, NULL, &s, e))
			return false;
		state = text_of(s, "state");
		d = json_object_get(s, "last_delivery");
		if (asked && strcmp(state, "failed") == 0) {
			err_set(e, ERR_INPUT, "connecting failed: %s", text_of(s, "reason"));
			json_decref(s);
			return false;
		}
		if (json_is_object(d) && strcmp(text_of(d, "state"), "waiting") != 0 &&
		    (!asked || strcmp(state, "done") == 0)) {
			puts(asked ? "Connected. The forge's test delivery:" : "The first delivery:");
			show_delivery(d);
			json_decref(s);
			return true;
		}
		if (over) {
			printf("%s within %u s; 'ringcheck connect --status --name NAME' shows what comes.\n",
			       json_is_object(d)		     ? "The delivery came and was not worked"
			       : asked && strcmp(state, "done") != 0 ? "The worker was not through with the forge"
								     : "No delivery came",
			       c->o->wait);
			json_decref(s);
			return err_set(e, ERR_TIMEOUT,
				       "nothing came; is a worker running, and can the forge reach Ringcheck?");
		}
		json_decref(s);
	}
}

static bool show_status(struct connecting *c, struct err *e)
{
	json_t *p = NULL, *d = NULL, *x;
	size_t i;
	bool ok = api_call(&c->api, "GET", c->path, NULL, &p, e) &&
		  api_call(&c->api, "GET", arena_printf(c->o->a, "%s/deliveries?limit=15", c->path), NULL, &d, e);
	if (ok) {
		show_project(p);
		puts(json_array_size(json_object_get(d, "deliveries")) ? "Last deliveries:"
								       : "Nothing was delivered yet.");
		json_array_foreach (json_object_get(d, "deliveries"), i, x)
			show_delivery(x);
	}
	json_decref(p);
	json_decref(d);
	return ok;
}

/* The script to standard output, so that it can be redirected; the rest beside it. */
static bool show_git(struct connecting *c, const json_t *setup, const char *secret, struct err *e)
{
	const struct connect_options *o = c->o;
	if (o->install) {
		if (!secret)
			return err_set(
				e, ERR_CONFLICT,
				"the project \"%s\" is there already, and its secret was shown when it was made; make a new secret on "
				"its page and put it into hooks/ringcheck.secret",
				o->name);
		if (!git_install(o, text_of(setup, "script"), secret, e))
			return false;
		printf("Installed in %s/hooks: post-receive and ringcheck.secret.\n", o->install);
		return true;
	}
	fputs(text_of(setup, "script"), stdout);
	fprintf(stderr,
		"ringcheck: save the script above as hooks/post-receive of the bare repository (chmod 755),\n"
		"and this one line as hooks/ringcheck.secret (chmod 600):\n%s\n",
		secret ? secret : "(the secret was shown when the project was made)");
	return true;
}

static bool connect_it(struct connecting *c, struct err *e)
{
	const struct connect_options *o = c->o;
	const char *secret = c->made ? text_of(c->made, "hook_secret") : NULL;
	json_t *setup = NULL;
	bool ok;
	if (!api_call(&c->api, "GET", arena_printf(o->a, "%s/setup", c->path), NULL, &setup, e))
		return false;
	if (strcmp(text_of(setup, "kind"), "git") == 0) {
		ok = show_git(c, setup, secret, e);
		json_decref(setup);
		return ok;
	}
	printf("Project \"%s\" %s.\n", o->name, c->made ? "made" : "is there");
	ok = !o->forge_token.n || api_call(&c->api, "POST", arena_printf(o->a, "%s/connect", c->path), NULL, NULL, e);
	if (ok && !o->forge_token.n)
		show_setup(setup, secret);
	fflush(stdout);
	json_decref(setup);
	return ok && (!o->wait || (!o->forge_token.n && !c->made) || await(c, o->forge_token.n != 0, e));
}

static int run_connect(struct cli_options *cli, struct err *e)
{
	struct connect_options o = { .a = cli->a };
	struct connecting c = { .o = &o };
	bool ok;
	if (!connect_parse(&o, cli->argc, cli->argv, e))
		return EXIT_USAGE;
	ok = api_open(&c.api, &o, e) && have_project(&c, e) && (o.status ? show_status(&c, e) : connect_it(&c, e));
	json_decref(c.made);
	api_close(&c.api);
	return ok ? EXIT_CLEAN : EXIT_USAGE;
}

const struct command command_connect = {
	"connect",
	"connect github|gitlab|gitea|git --name NAME [--server URL] [--token-file FILE]\n"
	"                    [--repo OWNER/NAME] [--forge-token-file FILE] [--api-url URL] [--web-url URL] [--clone-url URL]\n"
	"                    [--private] [--wait SECONDS] [--install REPOSITORY.git]\n"
	"  ringcheck connect --status --name NAME",
	"makes a project of a Ringcheck server: prints what to paste where, or has the hook made with the forge's\n"
	"      token, and waits for the test delivery; for a plain git server prints or installs a post-receive script",
	OPT_OWN, run_connect
};
