#include "server/body.h"

#include "server/http.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static bool bad(struct request *r, const struct body_field *f, const char *what)
{
	reply_problem(r, 400, "bad-request", "\"%s\" must be %s; see /api/v1/openapi.yaml", f->name, what);
	return false;
}

static bool text(struct request *r, const struct body_field *f, const json_t *v)
{
	struct str s = { json_string_value(v), json_string_length(v) };
	size_t chars = 0;
	bool plain = json_is_string(v);
	for (size_t i = 0; plain && i < s.n; i++) {
		unsigned char c = (unsigned char)s.s[i];
		chars += (c & 0xc0) != 0x80;
		plain = f->kind == BODY_SECRET ? c != 0 : c >= 0x20 && c != 0x7f;
	}
	if (!plain || chars < (size_t)f->min || chars > (size_t)f->max) {
		char want[96];
		snprintf(want, sizeof want, "a text of %lld to %lld characters%s", f->min, f->max,
			 f->kind == BODY_TEXT ? " without control characters" : "");
		return bad(r, f, want);
	}
	*(struct str *)f->to = s;
	return true;
}

static bool object(struct request *r, const struct body_field *f, const json_t *v)
{
	char *json = json_is_object(v) ? json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	bool ok = json && strlen(json) <= (size_t)f->max;
	if (ok)
		*(struct str *)f->to = arena_str(request_arena(r), str_from(json));
	free(json);
	return ok || bad(r, f, "a JSON object, and not too long");
}

static bool member(struct request *r, const struct body_field *f, const json_t *v)
{
	switch (f->kind) {
	case BODY_TEXT:
	case BODY_SECRET:
		return text(r, f, v);
	case BODY_FLAG:
		*(int *)f->to = json_is_true(v);
		return json_is_boolean(v) || bad(r, f, "true or false");
	case BODY_NUMBER:
		*(long long *)f->to = json_integer_value(v);
		return (json_is_integer(v) && json_integer_value(v) >= f->min && json_integer_value(v) <= f->max) ||
		       bad(r, f, "a whole number within its limits");
	case BODY_OBJECT:
		return object(r, f, v);
	}
	return false;
}

static bool is_json(const struct request *r)
{
	const char *type = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Content-Type");
	return type && str_eq_nocase((struct str){ type, strcspn(type, "; ") }, STR("application/json"));
}

bool body_read(struct request *r, const struct body_field *f, size_t n)
{
	struct str in = buf_view(&r->in);
	const char *key;
	json_error_t je;
	json_t *v;
	if (in.n == 0)
		in = STR("{}");
	else if (!is_json(r)) {
		reply_problem(r, 415, "unsupported-type", "send application/json");
		return false;
	}
	/* The texts point into it: it lives as long as the request. */
	r->json = json_loadb(in.s, in.n, JSON_REJECT_DUPLICATES, &je);
	if (!json_is_object(r->json)) {
		reply_problem(r, 400, "bad-request", "the body is not a JSON object%s%s", r->json ? "" : ": ",
			      r->json ? "" : je.text);
		return false;
	}
	json_object_foreach (r->json, key, v) {
		size_t i = 0;
		while (i < n && strcmp(f[i].name, key) != 0)
			i++;
		if (i == n) {
			reply_problem(r, 400, "bad-request",
				      "there is no member \"%.60s\" here; see /api/v1/openapi.yaml", key);
			return false;
		}
		if (!member(r, &f[i], v))
			return false;
	}
	for (size_t i = 0; i < n; i++)
		if (f[i].must && !json_object_get(r->json, f[i].name)) {
			reply_problem(r, 400, "bad-request", "\"%s\" is missing; see /api/v1/openapi.yaml", f[i].name);
			return false;
		}
	return true;
}
