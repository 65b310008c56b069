#include "server/rules.h"

#include "server/http.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

struct rules {
	struct arena *a;
	struct rule_infos infos;
	struct str *html;
};

static struct str member(struct arena *a, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (!json_is_string(v))
		return (struct str){ "", 0 };
	return arena_str(a, (struct str){ json_string_value(v), json_string_length(v) });
}

static const struct str *list(struct arena *a, const json_t *o, const char *key, size_t *n)
{
	const json_t *l = json_object_get(o, key), *v;
	struct str *s = ARENA_ARRAY(a, struct str, json_array_size(l) + 1);
	size_t i;
	*n = 0;
	json_array_foreach (l, i, v)
		if (json_is_string(v))
			s[(*n)++] = arena_str(a, (struct str){ json_string_value(v), json_string_length(v) });
	return s;
}

static struct str render(struct arena *a, struct str markdown)
{
	/* Without CMARK_OPT_UNSAFE raw HTML and javascript: links are left out. */
	int options = CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES;
	cmark_parser *p = cmark_parser_new(options);
	cmark_syntax_extension *table = cmark_find_syntax_extension("table");
	cmark_node *doc;
	char *html;
	struct str out;
	if (table)
		cmark_parser_attach_syntax_extension(p, table);
	cmark_parser_feed(p, markdown.s, markdown.n);
	doc = cmark_parser_finish(p);
	html = cmark_render_html(doc, options, cmark_parser_get_syntax_extensions(p));
	out = arena_str(a, str_from(html));
	free(html);
	cmark_node_free(doc);
	cmark_parser_free(p);
	return out;
}

static void load(struct rules *rules, const json_t *array)
{
	struct rule_info *v = ARENA_ARRAY(rules->a, struct rule_info, json_array_size(array) + 1);
	const json_t *o;
	size_t i;
	rules->html = ARENA_ARRAY(rules->a, struct str, json_array_size(array) + 1);
	json_array_foreach (array, i, o) {
		struct rule_info *r = &v[i];
		int severity = severity_from(member(rules->a, o, "severity"));
		r->id = member(rules->a, o, "id");
		r->family = member(rules->a, o, "family");
		r->title = member(rules->a, o, "title");
		r->severity = severity < 0 ? SEV_WARNING : (enum severity)severity;
		r->anchors = list(rules->a, o, "anchors", &r->n_anchors);
		r->docs = list(rules->a, o, "docs", &r->n_docs);
		r->doc_markdown = member(rules->a, o, "doc_markdown");
		rules->html[i] = render(rules->a, r->doc_markdown);
	}
	rules->infos = (struct rule_infos){ v, json_array_size(array) };
}

struct rules *rules_load(const char *file, struct err *e)
{
	struct rules *rules = calloc(1, sizeof *rules);
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	json_error_t je;
	json_t *root;
	if (!rules) {
		err_set(e, ERR_NO_MEMORY, "no memory for the rules");
		return NULL;
	}
	rules->a = arena_new(0);
	if (fd < 0) {
		log_warn("no list of rules (%s: %s): make it with `ringcheck rules --format json`", file,
			 strerror(errno));
		return rules;
	}
	root = lseek(fd, 0, SEEK_END) <= RULES_MAX && lseek(fd, 0, SEEK_SET) == 0
		       ? json_loadfd(fd, JSON_REJECT_DUPLICATES, &je)
		       : NULL;
	close(fd);
	if (!json_is_array(json_object_get(root, "rules"))) {
		json_decref(root);
		rules_free(rules);
		err_set(e, ERR_INPUT, "%s is not a list of rules as `ringcheck rules --format json` writes it", file);
		return NULL;
	}
	cmark_gfm_core_extensions_ensure_registered();
	load(rules, json_object_get(root, "rules"));
	json_decref(root);
	return rules;
}

void rules_free(struct rules *rules)
{
	if (rules)
		arena_free(rules->a);
	free(rules);
}

const struct rule_infos *rules_infos(const struct rules *rules)
{
	return &rules->infos;
}

bool rules_known(const struct rules *rules, struct str id)
{
	for (size_t i = 0; i < rules->infos.n; i++)
		if (str_eq(rules->infos.v[i].id, id))
			return true;
	return rules->infos.n == 0;
}

struct str rules_html(const struct rules *rules, size_t i)
{
	return rules->html[i];
}

/* ---- /api/v1/rules ---- */

static void write_rule(struct jsonw *w, const struct rule_info *r)
{
	jsonw_kstr(w, "id", r->id);
	jsonw_kstr(w, "title", r->title);
	jsonw_kstr(w, "family", r->family);
	jsonw_kz(w, "severity", severity_word(r->severity));
	jsonw_key(w, "anchors");
	jsonw_arr(w);
	for (size_t i = 0; i < r->n_anchors; i++)
		jsonw_str(w, r->anchors[i]);
	jsonw_end(w);
	jsonw_key(w, "docs");
	jsonw_arr(w);
	for (size_t i = 0; i < r->n_docs; i++)
		jsonw_str(w, r->docs[i]);
	jsonw_end(w);
}

void rules_list(struct request *r)
{
	const struct rule_infos *infos = rules_infos(r->srv->rules);
	jsonw_obj(&r->w);
	jsonw_key(&r->w, "rules");
	jsonw_arr(&r->w);
	for (size_t i = 0; i < infos->n; i++) {
		jsonw_obj(&r->w);
		write_rule(&r->w, &infos->v[i]);
		jsonw_end(&r->w);
	}
	jsonw_end(&r->w);
	jsonw_end(&r->w);
	reply_json(r, 200);
}

void rules_get(struct request *r)
{
	const struct rule_infos *infos = rules_infos(r->srv->rules);
	for (size_t i = 0; i < infos->n; i++) {
		if (!str_is(infos->v[i].id, r->arg))
			continue;
		jsonw_obj(&r->w);
		write_rule(&r->w, &infos->v[i]);
		jsonw_kstr(&r->w, "doc_html", rules_html(r->srv->rules, i));
		jsonw_end(&r->w);
		reply_json(r, 200);
		return;
	}
	reply_problem(r, 404, "not-found", "there is no such rule; /api/v1/rules lists them");
}
