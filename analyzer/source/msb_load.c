/* Passes over a project: properties and imports, then item definitions, then items. */
#include "source/msb_xml.h"
#include "source/path.h"

#include <libxml/parser.h>

struct later {
	xmlNode *node;
	struct str file; /* the file it stands in */
	struct str dir;	 /* TREE folder of that file's wildcards; the project's */
};

struct msb_later {
	VEC(struct later) definitions, items;
	VEC(xmlDoc *) docs;
	unsigned import_depth;
};

/* --- reading files --- */

/* No network, no entities, no DTD: a project file needs none of them. */
static xmlDoc *parse(struct planner *pl, struct arena *a, const struct tree_entry *f, struct err *e)
{
	struct str text;
	xmlDoc *doc;
	if (!tree_text(pl->t, a, f, PLAN_XML_MAX, &text, e))
		return NULL;
	doc = xmlReadMemory(text.s, (int)text.n, NULL, "UTF-8",
			    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	if (doc && !doc->intSubset && xmlDocGetRootElement(doc))
		return doc;
	if (doc && doc->intSubset)
		err_set(e, ERR_INPUT, STR_FMT ": has a document type definition", STR_ARG(f->path));
	else
		err_set(e, ERR_INPUT, STR_FMT ": not well-formed XML", STR_ARG(f->path));
	xmlFreeDoc(doc);
	return NULL;
}

static void project(struct msb *m, xmlNode *root);

static void this_file_set(struct msb *m, struct str path)
{
	m->this_file = path;
	msb_set(m, STR("MSBuildThisFileDirectory"), msb_rooted(m, path_dir(path), true));
	msb_set(m, STR("MSBuildThisFileFullPath"), msb_rooted(m, path, false));
	msb_set(m, STR("MSBuildThisFile"), path_name(path));
	msb_set(m, STR("MSBuildThisFileName"), path_stem(path));
}

static void import_file(struct msb *m, const struct tree_entry *f)
{
	struct str back = m->this_file;
	struct err e;
	xmlDoc *doc;
	if (m->over || ++m->imports > MSB_IMPORTS || m->later->import_depth >= MSB_IMPORT_DEPTH) {
		msb_note(m, STR_FMT ": too many imports, or a loop of them", STR_ARG(f->path));
		return;
	}
	doc = parse(m->pl, m->a, f, &e);
	if (!doc) {
		msb_note(m, "%s", e.text);
		return;
	}
	*VEC_PUSH(m->a, &m->later->docs) = doc;
	m->later->import_depth++;
	this_file_set(m, f->path);
	project(m, xmlDocGetRootElement(doc));
	this_file_set(m, back);
	m->later->import_depth--;
}

/* --- what Microsoft's own imports do --- */

static void import_above(struct msb *m, const char *name)
{
	for (struct str at = m->dir, path;; at = path_dir(at)) {
		const struct tree_entry *f;
		if (path_join(m->a, at, str_from(name), &path) && (f = tree_file(m->pl->t, path))) {
			import_file(m, f);
			return;
		}
		if (!at.n)
			return;
	}
}

static void set_default(struct msb *m, const char *name, const char *value)
{
	struct str v;
	if (!msb_has(m, str_from(name), &v) || !str_trim(v).n)
		msb_set(m, str_from(name), str_from(value));
}

/* Projects made from SOURCES files: sources.props holds the old variables, which mean what they meant. */
static void wdk_conversion(struct msb *m)
{
	static const char *const files[] = { "sources.props", "makefile.inc.props" };
	struct str path, type;
	for (size_t i = 0; i < 2; i++) {
		const struct tree_entry *f;
		if (path_join(m->a, m->dir, str_from(files[i]), &path) && (f = tree_file(m->pl->t, path)))
			import_file(m, f);
	}
	type = msb_prop(m, "TARGETTYPE");
	if (str_is_nocase(type, "DRIVER") || str_is_nocase(type, "MINIPORT") || str_is_nocase(type, "EXPORT_DRIVER"))
		set_default(m, "ConfigurationType", "Driver");
	else if (str_is_nocase(type, "DRIVER_LIBRARY") || str_is_nocase(type, "LIBRARY"))
		set_default(m, "ConfigurationType", "StaticLibrary");
	else if (str_is_nocase(type, "PROGRAM"))
		set_default(m, "ConfigurationType", "Application");
	else if (str_is_nocase(type, "DYNLINK"))
		set_default(m, "ConfigurationType", "DynamicLibrary");
	if (str_is_nocase(type, "DRIVER") || str_is_nocase(type, "DRIVER_LIBRARY"))
		set_default(m, "DriverType",
			    msb_prop(m, "KMDF_VERSION").n || msb_prop(m, "KMDF_VERSION_MAJOR").n ? "KMDF" : "WDM");
}

static void import_builtin(struct msb *m, struct str v)
{
	if (str_has_nocase(v, "Microsoft.Cpp.Default.props"))
		import_above(m, "Directory.Build.props");
	else if (str_has_nocase(v, "PreConfiguration.props"))
		wdk_conversion(m);
	else if (str_has_nocase(v, "Microsoft.Cpp.props") && !msb_prop(m, "SOURCES").n)
		wdk_conversion(m); /* later versions of the conversion lost the import, not the file */
	else if (str_has_nocase(v, "Microsoft.Cpp.targets"))
		import_above(m, "Directory.Build.targets");
}

static void import(struct msb *m, const xmlNode *n)
{
	struct str raw, v, path;
	struct str_list found = { 0 };
	const struct tree_entry *f;
	enum msb_path kind;
	if (!xml_holds(m, n, NULL) || !xml_attr(m, n, "Project", &raw))
		return;
	v = msb_expand(m, raw, NULL, false);
	kind = msb_path(m, path_dir(m->this_file), v, &path);
	if (kind == MSB_PATH_KIT) {
		import_builtin(m, msb_plain(m, v));
	} else if (kind != MSB_PATH_OK) {
		msb_note(m, "property sheet " STR_FMT " cannot be followed", STR_ARG(msb_shown(m, raw)));
	} else if (memchr(path.s, '*', path.n)) {
		msb_glob(m, msb_rooted(m, path, false), &found);
		for (size_t i = 0; i < found.n; i++)
			import_file(m, tree_file(m->pl->t, found.v[i]));
	} else if ((f = tree_file(m->pl->t, path))) {
		import_file(m, f);
	} else {
		msb_note(m, "property sheet " STR_FMT " is not there", STR_ARG(path));
	}
}

/* --- pass 1 --- */

/* Read whatever the conditions say: another configuration may be the one that means it. */
static void note_analysis(struct msb *m, const xmlNode *group, const char *name)
{
	for (const xmlNode *n = group->children; n && !m->names_analysis; n = n->next)
		m->names_analysis = xml_is(n, name);
}

static void property_group(struct msb *m, const xmlNode *group)
{
	note_analysis(m, group, "RunCodeAnalysis");
	if (!xml_holds(m, group, NULL))
		return;
	for (const xmlNode *n = group->children; n && !m->over; n = n->next) {
		if (n->type != XML_ELEMENT_NODE || xml_is(n, "Configuration") || xml_is(n, "Platform") ||
		    !xml_holds(m, n, NULL))
			continue;
		msb_set(m, xml_name(n), msb_expand(m, xml_content(m, n), NULL, false));
		msb_where_set(m, xml_name(n), (unsigned)xmlGetLineNo(n));
	}
}

static void choose(struct msb *m, const xmlNode *n)
{
	for (xmlNode *w = n->children; w; w = w->next) {
		if ((xml_is(w, "When") && xml_holds(m, w, NULL)) || xml_is(w, "Otherwise")) {
			project(m, w);
			return;
		}
	}
}

static void import_group(struct msb *m, const xmlNode *n)
{
	if (!xml_holds(m, n, NULL))
		return;
	for (const xmlNode *c = n->children; c; c = c->next)
		if (xml_is(c, "Import"))
			import(m, c);
}

static void project(struct msb *m, xmlNode *root)
{
	for (xmlNode *n = root->children; n && !m->over; n = n->next) {
		if (xml_is(n, "PropertyGroup"))
			property_group(m, n);
		else if (xml_is(n, "Import"))
			import(m, n);
		else if (xml_is(n, "ImportGroup"))
			import_group(m, n);
		else if (xml_is(n, "Choose"))
			choose(m, n);
		else if (xml_is(n, "ItemDefinitionGroup"))
			*VEC_PUSH(m->a, &m->later->definitions) = (struct later){ n, m->this_file, m->dir };
		else if (xml_is(n, "ItemGroup"))
			*VEC_PUSH(m->a, &m->later->items) = (struct later){ n, m->this_file, m->dir };
	}
}

/* --- pass 2 --- */

static void definition_group(struct msb *m, const xmlNode *group)
{
	for (const xmlNode *t = group->children; t; t = t->next)
		note_analysis(m, t, "EnablePREfast");
	if (!xml_holds(m, group, NULL))
		return;
	for (const xmlNode *t = group->children; t; t = t->next) {
		if (t->type != XML_ELEMENT_NODE)
			continue;
		struct msb_definition *d = msb_definition(m, xml_name(t));
		if (!xml_holds(m, t, &d->metas))
			continue;
		for (const xmlNode *n = t->children; n && !m->over; n = n->next) {
			if (n->type != XML_ELEMENT_NODE || !xml_holds(m, n, &d->metas))
				continue;
			msb_meta_set(m->a, &d->metas, xml_name(n), msb_expand(m, xml_content(m, n), &d->metas, false));
			if (xml_is(n, "EnablePREfast"))
				m->prefast = (struct msb_where){ m->this_file, (unsigned)xmlGetLineNo(n) };
		}
	}
}

/* --- the whole --- */

static void start_properties(struct msb *m, struct str config, struct str solution)
{
	struct str name, platform, dir = solution.n ? path_dir(solution) : m->dir;
	str_cut(config, '|', &name, &platform);
	msb_set(m, STR("Configuration"), name);
	msb_set(m, STR("ConfigurationName"), name);
	msb_set(m, STR("Platform"), platform);
	msb_set(m, STR("PlatformName"), platform);
	msb_set(m, STR("DDKPlatform"), platform);
	msb_set(m, STR("MSBuildProjectName"), path_stem(m->path));
	msb_set(m, STR("MSBuildProjectFile"), path_name(m->path));
	msb_set(m, STR("MSBuildProjectFullPath"), msb_rooted(m, m->path, false));
	msb_set(m, STR("MSBuildProjectExtension"), path_ext(m->path));
	msb_set(m, STR("MSBuildProjectDirectory"), msb_rooted(m, m->dir, false));
	msb_set(m, STR("ProjectDir"), msb_rooted(m, m->dir, true));
	msb_set(m, STR("ProjectPath"), msb_rooted(m, m->path, false));
	msb_set(m, STR("ProjectName"), path_stem(m->path));
	msb_set(m, STR("TargetName"), path_stem(m->path));
	msb_set(m, STR("SolutionDir"), msb_rooted(m, dir, true));
	msb_set(m, STR("SolutionPath"), msb_rooted(m, solution, false));
	msb_set(m, STR("SolutionName"), path_stem(solution));
	msb_set(m, STR("VisualStudioVersion"), STR("17.0"));
}

bool msb_load(struct msb *m, struct planner *pl, const struct tree_entry *f, struct str config, struct str solution,
	      struct err *e)
{
	xmlDoc *doc;
	*m = (struct msb){ .pl = pl, .a = pl->a, .path = f->path, .dir = path_dir(f->path) };
	m->names = strtab_new(m->a);
	m->later = ARENA_NEW(m->a, struct msb_later);
	doc = parse(pl, m->a, f, e);
	if (!doc)
		return false;
	*VEC_PUSH(m->a, &m->later->docs) = doc;
	if (!xml_is(xmlDocGetRootElement(doc), "Project"))
		return err_set(e, ERR_INPUT, STR_FMT ": not a project file", STR_ARG(f->path));
	start_properties(m, config, solution);
	this_file_set(m, f->path);
	project(m, xmlDocGetRootElement(doc));
	for (size_t i = 0; i < m->later->definitions.n && !m->over; i++) {
		this_file_set(m, m->later->definitions.v[i].file);
		definition_group(m, m->later->definitions.v[i].node);
	}
	msb_converted_sources(m);
	for (size_t i = 0; i < m->later->items.n && !m->over; i++) {
		this_file_set(m, m->later->items.v[i].file);
		if (!xml_holds(m, m->later->items.v[i].node, NULL))
			continue;
		for (const xmlNode *n = m->later->items.v[i].node->children; n; n = n->next)
			msb_item_element(m, n);
	}
	return !m->over || err_set(e, ERR_TOO_LARGE, STR_FMT ": its values grow beyond the limit", STR_ARG(f->path));
}

void msb_free(struct msb *m)
{
	for (size_t i = 0; m->later && i < m->later->docs.n; i++)
		xmlFreeDoc(m->later->docs.v[i]);
	m->later = NULL;
}

bool msb_configs(struct planner *pl, const struct tree_entry *f, struct str_list *out, struct err *e)
{
	struct msb m = { .a = pl->a };
	xmlDoc *doc = parse(pl, pl->a, f, e);
	struct str v;
	if (!doc)
		return false;
	for (const xmlNode *g = xmlDocGetRootElement(doc)->children; g; g = g->next)
		for (const xmlNode *n = xml_is(g, "ItemGroup") ? g->children : NULL; n; n = n->next)
			if (xml_is(n, "ProjectConfiguration") && xml_attr(&m, n, "Include", &v))
				list_add_new(pl->a, out, v);
	xmlFreeDoc(doc);
	return true;
}
