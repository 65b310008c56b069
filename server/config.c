#include "server/config.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { TEXT, NUMBER, YESNO, TOKEN, LEVEL };

static const struct key {
	const char *name;
	enum kind kind;
	size_t at;
	unsigned min, max;
} keys[] = {
	{ "listen", TEXT, offsetof(struct config, listen), 1, 0 },
	{ "port", NUMBER, offsetof(struct config, port), 0, 65535 },
	{ "allow_remote", YESNO, offsetof(struct config, allow_remote), 0, 0 },
	{ "hosts", TEXT, offsetof(struct config, hosts), 0, 0 },
	{ "require_token", TOKEN, offsetof(struct config, require_token), 0, 0 },
	{ "public_url", TEXT, offsetof(struct config, public_url), 0, 0 },
	{ "secret_key", TEXT, offsetof(struct config, secret_key), 0, 0 },
	{ "secret_key_file", TEXT, offsetof(struct config, secret_key_file), 0, 0 },
	{ "database_url", TEXT, offsetof(struct config, database_url), 1, 0 },
	{ "web", TEXT, offsetof(struct config, web), 0, 0 },
	{ "rules", TEXT, offsetof(struct config, rules), 0, 0 },
	{ "http_threads", NUMBER, offsetof(struct config, http_threads), 1, 64 },
	{ "db_threads", NUMBER, offsetof(struct config, db_threads), 1, 64 },
	{ "log_level", LEVEL, offsetof(struct config, log_level), 0, 0 },
};
enum { KEYS = sizeof keys / sizeof *keys };

static bool set_number(const struct key *k, unsigned *to, struct str v, const char *where, struct err *e)
{
	unsigned long long n;
	if (!str_to_u64(v, &n) || n < k->min || n > k->max)
		return err_set(e, ERR_USAGE, "%s: %s must be a number from %u to %u", where, k->name, k->min, k->max);
	*to = (unsigned)n;
	return true;
}

static bool set(struct config *c, const struct key *k, struct str v, const char *where, struct err *e)
{
	char *at = (char *)c + k->at;
	char word[16];
	int level;
	switch (k->kind) {
	case TEXT:
		if (v.n >= CONFIG_VALUE || v.n < k->min)
			return err_set(e, ERR_USAGE, "%s: %s must be %u to %d bytes long", where, k->name, k->min,
				       CONFIG_VALUE - 1);
		memcpy(at, v.s, v.n);
		at[v.n] = 0;
		return true;
	case NUMBER:
		return set_number(k, (unsigned *)(void *)at, v, where, e);
	case YESNO:
		if (!str_is(v, "yes") && !str_is(v, "no"))
			return err_set(e, ERR_USAGE, "%s: %s must be yes or no", where, k->name);
		*(bool *)(void *)at = str_is(v, "yes");
		return true;
	case TOKEN:
		if (!str_is(v, "yes") && !str_is(v, "no") && !str_is(v, "auto"))
			return err_set(e, ERR_USAGE, "%s: %s must be yes, no or auto", where, k->name);
		c->require_token = str_is(v, "yes") ? TOKEN_YES : str_is(v, "no") ? TOKEN_NO : TOKEN_AUTO;
		return true;
	case LEVEL:
		snprintf(word, sizeof word, STR_FMT, STR_ARG(v));
		level = log_level_from(word);
		if (level < 0)
			return err_set(e, ERR_USAGE, "%s: %s must be error, warn, info or debug", where, k->name);
		*(enum log_level *)(void *)at = (enum log_level)level;
		return true;
	}
	return false;
}

static bool read_line(struct config *c, struct str line, const char *where, struct err *e)
{
	struct str name, value;
	line = str_trim(line);
	if (line.n == 0 || line.s[0] == '#')
		return true;
	if (!str_cut(line, '=', &name, &value))
		return err_set(e, ERR_USAGE, "%s: a line is `key = value` or starts with #", where);
	name = str_trim(name);
	for (size_t i = 0; i < KEYS; i++)
		if (str_is(name, keys[i].name))
			return set(c, &keys[i], str_trim(value), where, e);
	return err_set(e, ERR_USAGE, "%s: there is no setting \"" STR_FMT "\" (see ringcheck.conf.sample)", where,
		       STR_ARG(name));
}

static bool read_file(struct config *c, const char *file, bool must, struct err *e)
{
	char *line = NULL, where[CONFIG_VALUE + 32];
	size_t cap = 0;
	ssize_t n;
	bool ok = true;
	FILE *f = fopen(file, "re");
	if (!f)
		return must || errno != ENOENT ? err_set(e, ERR_IO, "%s: %s", file, strerror(errno)) : true;
	for (unsigned no = 1; ok && (n = getline(&line, &cap, f)) >= 0; no++) {
		snprintf(where, sizeof where, "%s:%u", file, no);
		ok = read_line(c, (struct str){ line, (size_t)n }, where, e);
	}
	free(line);
	fclose(f);
	return ok;
}

static bool read_environment(struct config *c, struct err *e)
{
	const char *url = getenv("DATABASE_URL");
	if (url && *url && strlen(url) < CONFIG_VALUE)
		memcpy(c->database_url, url, strlen(url) + 1);
	for (size_t i = 0; i < KEYS; i++) {
		char name[64] = "RINGCHECK_";
		size_t n = strlen(name);
		const char *v;
		for (const char *p = keys[i].name; *p; p++)
			name[n++] = (char)toupper((unsigned char)*p);
		name[n] = 0;
		v = getenv(name);
		if (v && !set(c, &keys[i], str_trim(str_from(v)), name, e))
			return false;
	}
	return true;
}

bool config_loopback(const char *address)
{
	struct in_addr v4;
	struct in6_addr v6;
	if (strcmp(address, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, address, &v4) == 1)
		return (ntohl(v4.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, address, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/* What `make install` and `make build` put beside the program, where it is there. */
static void beside(char *to, const char *const *places)
{
	char self[512], path[CONFIG_VALUE];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;
	self[n > 0 ? n : 0] = 0;
	slash = strrchr(self, '/');
	for (; slash && *places; places++) {
		snprintf(path, sizeof path, "%.*s/../%s", (int)(slash - self), self, *places);
		if (access(path, R_OK) == 0) {
			memcpy(to, path, strlen(path) + 1);
			return;
		}
	}
}

static bool remote_url(const char *url)
{
	char host[CONFIG_VALUE];
	struct str h = config_url_host(str_from(url));
	if (h.n > 1 && h.s[0] == '[')
		h = (struct str){ h.s + 1, h.n - 2 };
	snprintf(host, sizeof host, STR_FMT, STR_ARG(h));
	return *host && !config_loopback(host);
}

struct str config_url_host(struct str url)
{
	struct str head, rest;
	size_t n = 0;
	if (!str_starts(url, STR("http://")) && !str_starts(url, STR("https://")))
		return (struct str){ "", 0 };
	str_cut(url, ':', &head, &rest);
	rest = (struct str){ rest.s + 2, rest.n - 2 };
	if (rest.n && rest.s[0] == '[') {
		while (n < rest.n && rest.s[n] != ']')
			n++;
		return (struct str){ rest.s, n < rest.n ? n + 1 : 0 };
	}
	while (n < rest.n && rest.s[n] != ':' && rest.s[n] != '/')
		n++;
	return (struct str){ rest.s, n };
}

/* Who may connect decides whether tokens are asked for. */
static bool decide_access(struct config *c, struct err *e)
{
	size_t n = strlen(c->public_url);
	bool remote = !config_loopback(c->listen);
	while (n && c->public_url[n - 1] == '/')
		c->public_url[--n] = 0;
	if (n && config_url_host(str_from(c->public_url)).n == 0)
		return err_set(e, ERR_USAGE, "public_url must be http://... or https://..., as a browser shows it");
	if (remote && !c->allow_remote)
		return err_set(e, ERR_USAGE,
			       "listen = %s reaches beyond this machine, and Ringcheck speaks plain HTTP: put a proxy "
			       "with TLS before a server on 127.0.0.1, or say allow_remote = yes where the network "
			       "between is trusted. Either way every request then needs an API token (ringcheckd token "
			       "create)",
			       c->listen);
	if (remote && c->require_token == TOKEN_NO)
		return err_set(
			e, ERR_USAGE,
			"require_token = no is for servers that only this machine can reach; listen = %s reaches "
			"beyond it",
			c->listen);
	c->tokens = c->require_token == TOKEN_YES ||
		    (c->require_token == TOKEN_AUTO && (remote || remote_url(c->public_url)));
	return true;
}

bool config_read(struct config *c, const char *file, struct err *e)
{
	*c = (struct config){ .listen = "127.0.0.1",
			      .port = 8080,
			      .http_threads = 1,
			      .db_threads = 2,
			      .log_level = LOG_INFO,
			      .web = "web/dist",
			      .rules = "rules.json" };
	beside(c->web, (const char *const[]){ "share/ringcheck/web", NULL });
	beside(c->rules, (const char *const[]){ "share/ringcheck/rules.json", "share/rules.json", NULL });
	if (!read_file(c, file ? file : "ringcheck.conf", file != NULL, e) || !read_environment(c, e))
		return false;
	if (!decide_access(c, e) || !seal_key_read(&c->key, c->secret_key, c->secret_key_file, e))
		return false;
	explicit_bzero(c->secret_key, sizeof c->secret_key);
	return true;
}
