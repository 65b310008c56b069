/* The last pass over a project: its items, and the small helpers all passes share. */
#include "source/msb_xml.h"
#include "source/path.h"

bool xml_is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

struct str xml_name(const xmlNode *n)
{
	return str_from((const char *)n->name);
}

bool xml_attr(struct msb *m, const xmlNode *n, const char *name, struct str *out)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	if (!v)
		return false;
	*out = arena_str(m->a, str_from((const char *)v));
	xmlFree(v);
	return true;
}

struct str xml_content(struct msb *m, const xmlNode *n)
{
	xmlChar *v = xmlNodeGetContent(n);
	struct str out = arena_str(m->a, str_from((const char *)v));
	xmlFree(v);
	m->work += out.n;
	return out;
}

bool xml_holds(struct msb *m, const xmlNode *n, const struct msb_metas *metas)
{
	struct str cond;
	return !xml_attr(m, n, "Condition", &cond) || msb_condition(m, cond, metas);
}

struct str msb_rooted(struct msb *m, struct str path, bool folder)
{
	char *p = arena_printf(m->a, "%c\\" STR_FMT "%s", MSB_ROOT, STR_ARG(path), folder && path.n ? "\\" : "");
	for (char *c = p; *c; c++)
		*c = *c == '/' ? '\\' : *c;
	return str_from(p);
}

static void item_metas(struct msb *m, struct msb_item *x, const xmlNode *n)
{
	for (const xmlAttr *p = n->properties; p; p = p->next) {
		struct str v;
		static const char *const words[] = { "Include",	  "Exclude", "Remove", "Update",
						     "Condition", "Label",   NULL };
		bool word = false;
		for (const char *const *w = words; *w; w++)
			word |= strcmp((const char *)p->name, *w) == 0;
		if (!word && xml_attr(m, n, (const char *)p->name, &v))
			msb_meta_set(m->a, &x->metas, str_from((const char *)p->name),
				     msb_expand(m, v, &x->metas, false));
	}
	for (const xmlNode *c = n->children; c && !m->over; c = c->next)
		if (c->type == XML_ELEMENT_NODE && xml_holds(m, c, &x->metas))
			msb_meta_set(m->a, &x->metas, xml_name(c), msb_expand(m, xml_content(m, c), &x->metas, false));
}

static void item_add(struct msb *m, const xmlNode *n, struct str include)
{
	struct msb_item *x;
	struct msb_definition *d = msb_definition(m, xml_name(n));
	if (m->items.n >= MSB_ITEMS) {
		msb_note(m, "more than %d items; the rest is left out", MSB_ITEMS);
		return;
	}
	x = VEC_PUSH(m->a, &m->items);
	*x = (struct msb_item){ .type = xml_name(n), .include = include };
	for (size_t i = 0; i < d->metas.n; i++)
		*VEC_PUSH(m->a, &x->metas) = d->metas.v[i];
	m->work += d->metas.n * sizeof *d->metas.v;
	msb_meta_set(m->a, &x->metas, STR("Filename"), path_stem(include));
	msb_meta_set(m->a, &x->metas, STR("Extension"), path_ext(include));
	msb_meta_set(m->a, &x->metas, STR("Identity"), include);
	item_metas(m, x, n);
}

/* Entries of an Include, Exclude, Remove or Update: wildcards resolved to files of the tree. */
static void entries(struct msb *m, struct str raw, struct str_list *out)
{
	struct str_list list = { 0 };
	msb_split(m, msb_expand(m, raw, NULL, false), &list);
	for (size_t i = 0; i < list.n; i++) {
		struct str_list found = { 0 };
		if (!memchr(list.v[i].s, '*', list.v[i].n) && !memchr(list.v[i].s, '?', list.v[i].n)) {
			list_add(m->a, out, list.v[i]);
			continue;
		}
		msb_glob(m, list.v[i], &found);
		for (size_t k = 0; k < found.n; k++)
			list_add(m->a, out, msb_rooted(m, found.v[k], false));
	}
}

static bool same_entry(struct msb *m, struct str a, struct str b)
{
	struct str x, y;
	if (str_eq_nocase(a, b))
		return true;
	return str_eq_nocase(path_name(a), path_name(b)) && msb_path(m, m->dir, a, &x) == MSB_PATH_OK &&
	       msb_path(m, m->dir, b, &y) == MSB_PATH_OK && str_eq_nocase(x, y);
}

static bool among(struct msb *m, const struct str_list *l, struct str v)
{
	for (size_t i = 0; i < l->n; i++)
		if (same_entry(m, l->v[i], v))
			return true;
	return false;
}

static void item_change(struct msb *m, const xmlNode *n, const struct str_list *which, bool remove)
{
	size_t keep = 0;
	for (size_t i = 0; i < m->items.n; i++) {
		bool hit = str_eq_nocase(m->items.v[i].type, xml_name(n)) && among(m, which, m->items.v[i].include);
		if (hit && !remove)
			item_metas(m, &m->items.v[i], n);
		if (!hit || !remove)
			m->items.v[keep++] = m->items.v[i];
	}
	m->items.n = keep;
}

/* Lists that are long and never about sources. */
static bool boring(const xmlNode *n)
{
	static const char *const names[] = { "None", "ClInclude", "FilesToPackage", "Image",
					     "Text", "Xml",	  "Media",	    NULL };
	for (const char *const *p = names; *p; p++)
		if (xml_is(n, *p))
			return true;
	return n->type != XML_ELEMENT_NODE;
}

void msb_item_element(struct msb *m, const xmlNode *n)
{
	struct str v;
	struct str_list list = { 0 }, out = { 0 };
	if (boring(n) || !xml_holds(m, n, NULL))
		return;
	if (xml_attr(m, n, "Remove", &v) || xml_attr(m, n, "Update", &v)) {
		entries(m, v, &list);
		item_change(m, n, &list, xml_attr(m, n, "Remove", &v));
		return;
	}
	if (!xml_attr(m, n, "Include", &v))
		return;
	entries(m, v, &list);
	if (xml_attr(m, n, "Exclude", &v))
		entries(m, v, &out);
	for (size_t i = 0; i < list.n && !m->over; i++)
		if (!among(m, &out, list.v[i]))
			item_add(m, n, list.v[i]);
}

/* The old SOURCES variable, where a converted project still carries it: by extension, as the build does. */
void msb_converted_sources(struct msb *m)
{
	struct str v = msb_plain(m, msb_prop(m, "SOURCES"));
	size_t from = 0;
	for (size_t i = 0; i <= v.n; i++) {
		if (i < v.n && !strchr(" \t\r\n;", v.s[i]))
			continue;
		struct str word = { v.s + from, i - from };
		const char *type = path_is_source(word)	       ? "ClSourceFiles"
				   : path_has_ext(word, ".mc") ? "McSourceFiles"
							       : NULL;
		from = i + 1;
		if (!word.n || !type)
			continue;
		*VEC_PUSH(m->a, &m->items) =
			(struct msb_item){ .type = str_from(type), .include = arena_str(m->a, word) };
	}
}
