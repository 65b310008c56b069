/* What may come in with an upload. */
#include "server/upload_parts.h"

#include "base/utf8.h"
#include "server/rules.h"

#include <jansson.h>
#include <stdlib.h>

static bool bad_path(struct request *r, struct str in, const char *why)
{
	int n = utf8_valid(in.s, in.n) ? (int)(in.n > 200 ? 200 : in.n) : 0;
	reply_problem(r, 422, "bad-path", "the path \"%.*s\" %s", n, in.s, why);
	return false;
}

static bool segments_ok(const char *s)
{
	for (;;) {
		size_t n = strcspn(s, "/");
		if (n == 0 || (n == 1 && s[0] == '.') || (n == 2 && s[0] == '.' && s[1] == '.'))
			return false;
		if (!s[n])
			return true;
		s += n + 1;
	}
}

bool check_path(struct request *r, struct str in, char out[UPLOAD_PATH_MAX + 1])
{
	struct str p = in;
	while (p.n > 2 && p.s[0] == '.' && (p.s[1] == '/' || p.s[1] == '\\'))
		p = (struct str){ p.s + 2, p.n - 2 };
	if (p.n == 0)
		return bad_path(r, in, "is empty; give each file its path within the driver's folder");
	if (!utf8_valid(p.s, p.n))
		return bad_path(r, in, "is not UTF-8");
	if (p.n > UPLOAD_PATH_MAX)
		return bad_path(r, in, "is longer than 400 bytes; upload from a folder nearer to the driver");
	for (size_t i = 0; i < p.n; i++) {
		out[i] = p.s[i] == '\\' ? '/' : p.s[i];
		if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f || out[i] == ':')
			return bad_path(
				r, in,
				"holds a colon or a control character; paths are relative to the driver's folder");
	}
	out[p.n] = 0;
	if (!segments_ok(out))
		return bad_path(
			r, in,
			"leaves the driver's folder or has an empty, \".\" or \"..\" part; paths are relative to that folder");
	return true;
}

bool check_name(struct request *r, struct str name)
{
	size_t chars = 0;
	bool ok = name.n > 0 && utf8_valid(name.s, name.n);
	for (size_t i = 0; ok && i < name.n; i++) {
		chars += ((unsigned char)name.s[i] & 0xc0) != 0x80;
		ok = (unsigned char)name.s[i] >= 0x20 && name.s[i] != 0x7f;
	}
	if (ok && chars <= UPLOAD_NAME_MAX)
		return true;
	reply_problem(r, 400, "bad-parameter", "name must be 1 to %d characters of UTF-8 without control characters",
		      UPLOAD_NAME_MAX);
	return false;
}

static bool bad_options(struct request *r, const char *why)
{
	reply_problem(r, 400, "bad-options",
		      "%s; options are {\"config\": \"Release|x64\", \"rules\": [ids], \"disable\": [ids]}", why);
	return false;
}

static bool rule_list(struct request *r, const json_t *list)
{
	const json_t *v;
	size_t i;
	if (!json_is_array(list) || json_array_size(list) > 1000)
		return bad_options(r, "`rules` and `disable` must be lists of rule ids");
	json_array_foreach (list, i, v) {
		struct str id = { json_string_value(v), json_string_length(v) };
		if (!json_is_string(v) || id.n > 100)
			return bad_options(r, "`rules` and `disable` must be lists of rule ids");
		if (!rules_known(r->srv->rules, id)) {
			reply_problem(r, 400, "bad-options",
				      "there is no rule \"" STR_FMT "\"; /api/v1/rules lists them", STR_ARG(id));
			return false;
		}
	}
	return true;
}

static bool option(struct request *r, const char *key, const json_t *v)
{
	if (strcmp(key, "config") == 0)
		return (json_is_string(v) && json_string_length(v) <= 100) ||
		       bad_options(r, "`config` must be a short text");
	if (strcmp(key, "rules") == 0 || strcmp(key, "disable") == 0)
		return rule_list(r, v);
	return bad_options(r, "options has an unknown member");
}

bool check_options(struct request *r, struct str json, struct buf *out)
{
	json_error_t je;
	json_t *o = json_loadb(json.s, json.n, JSON_REJECT_DUPLICATES, &je), *v;
	const char *key;
	char *text = NULL;
	bool ok = json_is_object(o) || bad_options(r, "options must be a JSON object");
	if (ok)
		json_object_foreach (o, key, v)
			if (!option(r, key, v)) {
				ok = false;
				break;
			}
	if (ok)
		text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	buf_clear(out);
	if (text)
		buf_puts(out, text);
	free(text);
	json_decref(o);
	return ok;
}

const char *archive_format(const char *s, size_t n)
{
	if (n >= 4 && (memcmp(s, "PK\3\4", 4) == 0 || memcmp(s, "PK\5\6", 4) == 0))
		return "zip";
	if (n >= 3 && memcmp(s, "\x1f\x8b\x08", 3) == 0)
		return "tar.gz";
	if (n >= 4 && memcmp(s, "\x28\xb5\x2f\xfd", 4) == 0)
		return "tar.zst";
	if (n >= 262 && memcmp(s + 257, "ustar", 5) == 0)
		return "tar";
	return NULL;
}

bool archive_name(const char *path)
{
	static const char *const tails[] = { ".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst" };
	struct str p = str_from(path);
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		struct str t = str_from(tails[i]);
		if (p.n > t.n && str_eq_nocase((struct str){ p.s + p.n - t.n, t.n }, t))
			return true;
	}
	return false;
}
