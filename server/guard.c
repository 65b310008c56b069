#include "server/guard.h"

#include "server/http.h"

/* "host:port" or "[v6]:port" without the port. */
static struct str host_part(struct str h)
{
	if (h.n && h.s[0] == '[') {
		const char *end = memchr(h.s, ']', h.n);
		return end ? (struct str){ h.s, (size_t)(end - h.s) + 1 } : h;
	}
	for (size_t i = 0; i < h.n; i++)
		if (h.s[i] == ':')
			return (struct str){ h.s, i };
	return h;
}

static bool in_list(struct str name, struct str list)
{
	struct str item, rest;
	bool more;
	do {
		more = str_cut(list, ',', &item, &rest);
		if (str_eq_nocase(str_trim(item), name))
			return true;
		list = rest;
	} while (more);
	return false;
}

static bool host_ok(const struct config *c, struct str host)
{
	struct str name = host_part(host);
	if (str_eq_nocase(name, STR("localhost")) || str_is(name, "127.0.0.1") || str_is(name, "[::1]"))
		return true;
	if (str_eq_nocase(name, str_from(c->listen)))
		return true;
	if (*c->public_url && str_eq_nocase(name, config_url_host(str_from(c->public_url))))
		return true;
	if (*c->hosts)
		return in_list(name, str_from(c->hosts));
	return c->allow_remote;
}

static bool origin_ok(struct str origin, struct str host)
{
	struct str rest = origin;
	if (str_starts(rest, STR("http://")))
		rest = (struct str){ rest.s + 7, rest.n - 7 };
	else if (str_starts(rest, STR("https://")))
		rest = (struct str){ rest.s + 8, rest.n - 8 };
	else
		return false; /* "null" and the like */
	return str_eq_nocase(rest, host);
}

void guard_check(struct request *r)
{
	const char *host = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Host");
	const char *origin, *site;
	if (!host || !host_ok(r->srv->config, str_from(host))) {
		reply_problem(
			r, 421, "unknown-host",
			"this server does not answer to that name; use its address, or add the name to `hosts` in its configuration");
		return;
	}
	if (strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0)
		return;
	origin = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Origin");
	site = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Sec-Fetch-Site");
	if ((origin && !origin_ok(str_from(origin), str_from(host))) ||
	    (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0))
		reply_problem(
			r, 403, "foreign-origin",
			"a page of another site may not change anything here; use Ringcheck's own page or a program");
}
