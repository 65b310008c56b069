/* What comes in about projects and forges: addresses, secrets, options. */
#include "server/project.h"
#include "server/rules.h"

#include <stdio.h>
#include <stdlib.h>

bool url_check(struct request *r, const char *name, struct str *url, int private)
{
	struct str u = *url, host;
	bool plain = str_starts(u, STR("http://"));
	if (!u.n)
		return true;
	while (u.n && u.s[u.n - 1] == '/')
		u.n--;
	host = config_url_host(u);
	for (size_t i = 0; i < u.n; i++)
		if ((unsigned char)u.s[i] <= ' ' || (unsigned char)u.s[i] > 0x7e || strchr("@?#\\\"<>", u.s[i]))
			host.n = 0;
	if (!host.n) {
		reply_problem(
			r, 400, "bad-request",
			"\"%s\" must be an address like https://host/path, without user, query or blanks (a token goes "
			"into \"token\")",
			name);
		return false;
	}
	if (plain && private == 0) {
		reply_problem(r, 400, "bad-request",
			      "\"%s\" is http: only a forge with \"private\": true may be spoken to in the clear",
			      name);
		return false;
	}
	*url = arena_str(request_arena(r), u);
	return true;
}

struct str api_to_web(struct arena *a, struct str api)
{
	static const char *const tails[] = { "/api/v4", "/api/v3", "/api/v1" };
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (str_ends(api, str_from(tails[i])))
			return arena_str(a, (struct str){ api.s, api.n - strlen(tails[i]) });
	return api;
}

bool seal_secret(struct request *r, struct str secret, struct str *sealed)
{
	struct err e = { 0 };
	struct buf out;
	bool ok = true;
	buf_init(&out, SEAL_TEXT_MAX + 64);
	if (secret.n) {
		ok = seal_put(&r->srv->config->key, secret, &out, &e);
		*sealed = arena_str(request_arena(r), buf_view(&out));
	}
	buf_free(&out);
	if (!ok)
		reply_problem(r, 409, "no-secret-key", "%s", e.text);
	return ok;
}

void bytes_or_null(struct db_query *q, struct str bytes)
{
	if (bytes.n)
		db_bytes(q, bytes.s, bytes.n);
	else
		db_text(q, NULL);
}

const char *payload_url(struct request *r, const char *hook_id)
{
	const char *host = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Host");
	const char *base = r->srv->config->public_url;
	return *base ? arena_printf(request_arena(r), "%s/hooks/%s", base, hook_id)
		     : arena_printf(request_arena(r), "http://%s/hooks/%s", host ? host : "", hook_id);
}

static bool text_list(const json_t *v, size_t max)
{
	const json_t *x;
	size_t i;
	if (!json_is_array(v) || json_array_size(v) > 1000)
		return false;
	json_array_foreach (v, i, x)
		if (!json_is_string(x) || json_string_length(x) == 0 || json_string_length(x) > max)
			return false;
	return true;
}

static const char *unknown_rule(struct request *r, const json_t *v)
{
	const json_t *x;
	size_t i;
	json_array_foreach (v, i, x)
		if (!rules_known(r->srv->rules, (struct str){ json_string_value(x), json_string_length(x) }))
			return json_string_value(x);
	return NULL;
}

static bool word_in(const json_t *v, const char *words)
{
	char want[32];
	snprintf(want, sizeof want, " %.20s ", json_is_string(v) ? json_string_value(v) : "?");
	return strstr(words, want) != NULL;
}

/* The sentence that says what is wrong with a member, or NULL. */
static const char *option_wrong(struct request *r, const char *key, const json_t *v)
{
	if (strcmp(key, "config") == 0)
		return json_is_string(v) && json_string_length(v) <= 100 ? NULL : "`config` must be a short text";
	if (strcmp(key, "rules") == 0 || strcmp(key, "disable") == 0)
		return text_list(v, 100) && !unknown_rule(r, v)
			       ? NULL
			       : "`rules` and `disable` must be lists of rule ids; /api/v1/rules lists them";
	if (strcmp(key, "branches") == 0)
		return text_list(v, 250) ? NULL : "`branches` must be a list of branch names";
	if (strcmp(key, "inline_max") == 0)
		return json_is_integer(v) && json_integer_value(v) >= 0 && json_integer_value(v) <= 100
			       ? NULL
			       : "`inline_max` must be a number from 0 to 100";
	if (strcmp(key, "fail_on") == 0)
		return word_in(v, " error warning note never ") ? NULL
								: "`fail_on` must be error, warning, note or never";
	if (strcmp(key, "sarif") == 0 || strcmp(key, "check_run") == 0 || strcmp(key, "status") == 0 ||
	    strcmp(key, "draft") == 0)
		return json_is_boolean(v) ? NULL : "`sarif`, `check_run`, `status` and `draft` must be true or false";
	return "options have an unknown member; see /api/v1/openapi.yaml";
}

bool project_options(struct request *r, struct str *json)
{
	json_t *o, *v;
	const char *key, *why = NULL;
	if (!json->n)
		return true;
	o = json_loadb(json->s, json->n, 0, &(json_error_t){ 0 });
	json_object_foreach (o, key, v)
		if (!why)
			why = option_wrong(r, key, v);
	json_decref(o);
	if (why)
		reply_problem(r, 400, "bad-options", "%s", why);
	return !why;
}
