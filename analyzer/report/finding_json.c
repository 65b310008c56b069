#include "report/finding_json.h"

#include <jansson.h>

void place_write(struct jsonw *w, const struct place *p)
{
	jsonw_obj(w);
	jsonw_kstr(w, "file", p->file);
	jsonw_ku64(w, "line", p->line);
	jsonw_ku64(w, "column", p->col);
	if (p->end_line)
		jsonw_ku64(w, "end_line", p->end_line);
	if (p->end_col)
		jsonw_ku64(w, "end_column", p->end_col);
	if (p->function.n)
		jsonw_kstr(w, "function", p->function);
	jsonw_end(w);
}

static void write_steps(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "steps");
	jsonw_arr(w);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *s = &f->steps.v[i];
		jsonw_obj(w);
		jsonw_kz(w, "kind", step_word(s->kind));
		jsonw_key(w, "at");
		place_write(w, &s->at);
		jsonw_kstr(w, "text", s->text);
		if (s->source.n)
			jsonw_kstr(w, "source", s->source);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_edits(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "edits");
	jsonw_arr(w);
	for (size_t i = 0; i < f->edits.n; i++) {
		jsonw_obj(w);
		jsonw_key(w, "at");
		place_write(w, &f->edits.v[i].at);
		jsonw_kstr(w, "text", f->edits.v[i].text);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void body_members(struct jsonw *w, const struct finding *f)
{
	jsonw_kstr(w, "fix", f->fix);
	jsonw_kstr(w, "fact", f->fact);
	if (f->statement.n)
		jsonw_kstr(w, "statement", f->statement);
	if (f->line_hash.n)
		jsonw_kstr(w, "line_hash", f->line_hash);
	write_steps(w, f);
	jsonw_key(w, "docs");
	jsonw_arr(w);
	for (size_t i = 0; i < f->docs.n; i++)
		jsonw_str(w, f->docs.v[i]);
	jsonw_end(w);
	write_edits(w, f);
	jsonw_key(w, "related");
	jsonw_arr(w);
	for (size_t i = 0; i < f->related.n; i++)
		place_write(w, &f->related.v[i]);
	jsonw_end(w);
}

void finding_write_body(struct jsonw *w, const struct finding *f)
{
	jsonw_obj(w);
	body_members(w, f);
	jsonw_end(w);
}

void finding_write(struct jsonw *w, const struct finding *f)
{
	jsonw_obj(w);
	jsonw_kstr(w, "rule", f->rule);
	jsonw_kz(w, "severity", severity_word(f->severity));
	jsonw_kz(w, "strength", strength_word(f->strength));
	jsonw_kstr(w, "driver", f->driver);
	jsonw_key(w, "at");
	place_write(w, &f->at);
	jsonw_kstr(w, "message", f->message);
	jsonw_kstr(w, "identity", f->identity);
	if (f->suppressed.n)
		jsonw_kstr(w, "suppressed", f->suppressed);
	body_members(w, f);
	jsonw_end(w);
}

/* ---- reading ---- */

struct reader {
	struct arena *a;
	struct err *e;
	bool ok;
};

static void bad(struct reader *r, const char *what)
{
	if (r->ok)
		err_set(r->e, ERR_CHILD, "a finding from the analysis is malformed: %s", what);
	r->ok = false;
}

static struct str get_str(struct reader *r, const json_t *o, const char *key, bool needed)
{
	const json_t *v = json_object_get(o, key);
	struct str s = { "", 0 };
	if (!v && !needed)
		return s;
	if (!json_is_string(v) || json_string_length(v) > FINDING_TEXT_MAX) {
		bad(r, key);
		return s;
	}
	return arena_str(r->a, (struct str){ json_string_value(v), json_string_length(v) });
}

static bool all_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789abcdef", s.s[i]) || !s.s[i])
			return false;
	return true;
}

/* Nothing, or hexadecimal digits, so many. */
static struct str get_hex(struct reader *r, const json_t *o, const char *key, size_t digits)
{
	struct str s = get_str(r, o, key, false);
	if (s.n && (s.n != digits || !all_hex(s)))
		bad(r, key);
	return s;
}

/* "0123abcd:2" */
static struct str get_line_hash(struct reader *r, const json_t *o)
{
	struct str s = get_str(r, o, "line_hash", false), hash, times;
	unsigned long long n;
	if (s.n &&
	    (s.n > FINDING_LINE_HASH || !str_cut(s, ':', &hash, &times) || !all_hex(hash) || !str_to_u64(times, &n)))
		bad(r, "line_hash");
	return s;
}

static uint32_t get_u32(struct reader *r, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (!v)
		return 0;
	if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > FINDING_LINE_MAX) {
		bad(r, key);
		return 0;
	}
	return (uint32_t)json_integer_value(v);
}

static struct place get_place(struct reader *r, const json_t *p)
{
	struct place at = { .file = { "", 0 }, .function = { "", 0 } };
	if (!json_is_object(p)) {
		bad(r, "at");
		return at;
	}
	at.file = get_str(r, p, "file", true);
	at.line = get_u32(r, p, "line");
	at.col = get_u32(r, p, "column");
	at.end_line = get_u32(r, p, "end_line");
	at.end_col = get_u32(r, p, "end_column");
	at.function = get_str(r, p, "function", false);
	return at;
}

static const json_t *get_list(struct reader *r, const json_t *o, const char *key, size_t max)
{
	const json_t *v = json_object_get(o, key);
	if (v && (!json_is_array(v) || json_array_size(v) > max))
		bad(r, key);
	return r->ok ? v : NULL;
}

static void read_lists(struct reader *r, const json_t *o, struct finding *f)
{
	const json_t *v;
	size_t i;
	const json_t *list = get_list(r, o, "steps", FINDING_STEPS_MAX);
	json_array_foreach (list, i, v) {
		struct step *s = VEC_PUSH(r->a, &f->steps);
		int k = step_from(get_str(r, v, "kind", true));
		if (k < 0)
			bad(r, "kind of a step");
		*s = (struct step){ (enum step_kind)(k < 0 ? 0 : k), get_place(r, json_object_get(v, "at")),
				    get_str(r, v, "text", true), get_str(r, v, "source", false) };
	}
	list = get_list(r, o, "docs", FINDING_LIST_MAX);
	json_array_foreach (list, i, v) {
		if (!json_is_string(v) || json_string_length(v) > FINDING_TEXT_MAX)
			bad(r, "docs");
		else
			*VEC_PUSH(r->a, &f->docs) =
				arena_str(r->a, (struct str){ json_string_value(v), json_string_length(v) });
	}
	list = get_list(r, o, "edits", FINDING_LIST_MAX);
	json_array_foreach (list, i, v) {
		struct edit *ed = VEC_PUSH(r->a, &f->edits);
		*ed = (struct edit){ get_place(r, json_object_get(v, "at")), get_str(r, v, "text", true) };
	}
	list = get_list(r, o, "related", FINDING_LIST_MAX);
	json_array_foreach (list, i, v)
		*VEC_PUSH(r->a, &f->related) = get_place(r, v);
}

bool finding_read(struct arena *a, struct str json, struct finding *f, struct err *e)
{
	struct reader r = { a, e, true };
	json_error_t je;
	json_t *o = json_loadb(json.s, json.n, JSON_REJECT_DUPLICATES, &je);
	int sev, strength;
	*f = (struct finding){ 0 };
	if (!json_is_object(o)) {
		json_decref(o);
		return err_set(e, ERR_CHILD, "a finding from the analysis is not a JSON object");
	}
	f->rule = get_str(&r, o, "rule", true);
	f->driver = get_str(&r, o, "driver", true);
	f->message = get_str(&r, o, "message", true);
	f->identity = get_str(&r, o, "identity", false);
	f->suppressed = get_str(&r, o, "suppressed", false);
	f->fix = get_str(&r, o, "fix", false);
	f->fact = get_str(&r, o, "fact", false);
	f->statement = get_hex(&r, o, "statement", FINDING_STATEMENT);
	f->line_hash = get_line_hash(&r, o);
	f->at = get_place(&r, json_object_get(o, "at"));
	sev = severity_from(get_str(&r, o, "severity", true));
	strength = strength_from(get_str(&r, o, "strength", true));
	if (sev < 0 || strength < 0)
		bad(&r, "severity or strength");
	f->severity = (enum severity)(sev < 0 ? 0 : sev);
	f->strength = (enum strength)(strength < 0 ? 0 : strength);
	read_lists(&r, o, f);
	json_decref(o);
	return r.ok;
}
