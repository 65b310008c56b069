#include "cli/connect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_secret(struct connect_options *o, const char *file, struct str *to, struct err *e)
{
	char text[SECRET_FILE_MAX];
	FILE *f = strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
	size_t n;
	if (!f)
		return err_set(e, ERR_INPUT, "%s: %s", file, strerror(errno));
	n = fread(text, 1, sizeof text, f);
	if (f != stdin)
		fclose(f);
	*to = arena_str(o->a, str_trim((struct str){ text, n }));
	explicit_bzero(text, sizeof text);
	return (to->n && !memchr(to->s, '\n', to->n)) ||
	       err_set(e, ERR_INPUT, "%s must hold one line with the token", file);
}

static bool is_kind(const char *s)
{
	return strcmp(s, "github") == 0 || strcmp(s, "gitlab") == 0 || strcmp(s, "gitea") == 0 || strcmp(s, "git") == 0;
}

static bool with_value(struct connect_options *o, const char *name, const char *v, struct err *e)
{
	const struct {
		const char *name;
		const char **to;
	} texts[] = { { "--server", &o->server },   { "--name", &o->name },	  { "--repo", &o->repo },
		      { "--api-url", &o->api_url }, { "--web-url", &o->web_url }, { "--clone-url", &o->clone_url },
		      { "--install", &o->install } };
	unsigned long long n;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(name, texts[i].name) == 0) {
			*texts[i].to = v;
			return *v || err_set(e, ERR_USAGE, "%s needs a value", name);
		}
	if (strcmp(name, "--token-file") == 0)
		return read_secret(o, v, &o->token, e);
	if (strcmp(name, "--forge-token-file") == 0)
		return read_secret(o, v, &o->forge_token, e);
	if (strcmp(name, "--wait") != 0)
		return err_set(e, ERR_USAGE, "there is no option '%s'; see 'ringcheck help'", name);
	if (!str_to_u64(str_from(v), &n) || n > 86400)
		return err_set(e, ERR_USAGE, "--wait takes seconds, up to a day");
	o->wait = (unsigned)n;
	return true;
}

static bool complete(struct connect_options *o, struct err *e)
{
	size_t n = strlen(o->server);
	while (n && o->server[n - 1] == '/')
		n--;
	o->server = arena_str(o->a, (struct str){ o->server, n }).s;
	if (!o->status && !o->kind)
		return err_set(e, ERR_USAGE,
			       "say which forge: ringcheck connect github|gitlab|gitea|git --name NAME ...");
	if (!o->name)
		return err_set(e, ERR_USAGE, "--name NAME is how the project is called in Ringcheck");
	if (o->status)
		return true;
	if (strcmp(o->kind, "git") == 0 ? !o->clone_url : !o->repo)
		return err_set(
			e, ERR_USAGE, "%s",
			o->kind[3] ? "--repo OWNER/NAME is the repository at the forge"
				   : "--clone-url URL is where Ringcheck fetches the repository from (http or https)");
	if (strcmp(o->kind, "gitea") == 0 && !o->api_url)
		return err_set(e, ERR_USAGE, "--api-url https://HOST/api/v1 is the address of the forge's API");
	if (o->install && strcmp(o->kind, "git") != 0)
		return err_set(e, ERR_USAGE, "--install is for 'ringcheck connect git'");
	return true;
}

bool connect_parse(struct connect_options *o, int argc, char **argv, struct err *e)
{
	const char *server = getenv("RINGCHECK_SERVER"), *token = getenv("RINGCHECK_TOKEN");
	o->server = server && *server ? server : "http://127.0.0.1:8080";
	o->wait = CONNECT_WAIT;
	if (token)
		o->token = str_trim(str_from(token));
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--status") == 0)
			o->status = true;
		else if (strcmp(argv[i], "--private") == 0)
			o->private = true;
		else if (argv[i][0] != '-' && !o->kind && is_kind(argv[i]))
			o->kind = argv[i];
		else if (argv[i][0] != '-')
			return err_set(e, ERR_USAGE,
				       "'%s' is unknown: a forge is github, gitlab, gitea (Forgejo, too) or git",
				       argv[i]);
		else if (i + 1 == argc)
			return err_set(e, ERR_USAGE, "%s needs a value", argv[i]);
		else if (!with_value(o, argv[i], argv[i + 1], e))
			return false;
		else
			i++;
	}
	return complete(o, e);
}
