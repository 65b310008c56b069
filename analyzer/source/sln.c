/* .sln and .slnx: which projects belong together, and which of their configurations a solution's one means. */
#include "source/msbuild.h"
#include "source/path.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

enum { SLN_PROJECTS = 2000 };

/* The n-th quoted string of a line. */
static struct str quoted(struct str line, unsigned n)
{
	struct str head, rest = line;
	for (unsigned i = 0; i < 2 * n + 1; i++)
		if (!str_cut(rest, '"', &head, &rest))
			return STR("");
	str_cut(rest, '"', &head, &rest);
	return head;
}

static bool project_file(struct str path)
{
	return path_has_ext(path, ".vcxproj");
}

static void add(struct planner *pl, struct solution *s, struct str raw, struct str guid)
{
	struct str path;
	const struct tree_entry *f;
	raw = str_trim(raw);
	if (!project_file(raw) || s->projects.n >= SLN_PROJECTS || !path_join(pl->a, path_dir(s->path), raw, &path))
		return;
	f = tree_file(pl->t, path);
	if (f)
		*VEC_PUSH(pl->a, &s->projects) =
			(struct solution_entry){ .project = f->path, .guid = guid, .config = STR("") };
}

/* {GUID}.Release|x64.ActiveCfg = Win8 Release|x64 */
static void mapping(struct planner *pl, struct solution *s, struct str line)
{
	struct str left, right, guid, config;
	struct str want = pl->config.n ? pl->config : STR("Release|x64");
	if (!str_cut(line, '=', &left, &right) || !str_cut(str_trim(left), '.', &guid, &config))
		return;
	if (!str_has_nocase(config, ".ActiveCfg"))
		return;
	config.n -= sizeof ".ActiveCfg" - 1;
	if (!str_eq_nocase(str_trim(config), want))
		return;
	for (size_t i = 0; i < s->projects.n; i++)
		if (str_eq_nocase(s->projects.v[i].guid, guid))
			s->projects.v[i].config = str_trim(right);
}

static void sln_text(struct planner *pl, struct solution *s, struct str text)
{
	struct str line;
	while (text.n) {
		str_cut(text, '\n', &line, &text);
		line = str_trim(line);
		if (str_starts(line, STR("Project(\"")))
			add(pl, s, quoted(line, 2), quoted(line, 3));
		else if (line.n && line.s[0] == '{' && str_has_nocase(line, ".ActiveCfg"))
			mapping(pl, s, line);
	}
}

static void slnx_element(struct planner *pl, struct solution *s, const xmlNode *n, unsigned depth)
{
	for (; n && depth < 32; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		xmlChar *path = xmlGetNoNsProp(n, (const xmlChar *)"Path");
		if (path && strcmp((const char *)n->name, "Project") == 0)
			add(pl, s, arena_str(pl->a, str_from((const char *)path)), STR(""));
		xmlFree(path);
		slnx_element(pl, s, n->children, depth + 1);
	}
}

static bool slnx_text(struct planner *pl, struct solution *s, struct str text)
{
	xmlDoc *doc = xmlReadMemory(text.s, (int)text.n, NULL, "UTF-8",
				    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	bool ok = doc && !doc->intSubset;
	if (ok)
		slnx_element(pl, s, xmlDocGetRootElement(doc), 0);
	xmlFreeDoc(doc);
	return ok;
}

bool solution_read(struct planner *pl, const struct tree_entry *f)
{
	struct solution s = { .path = f->path };
	struct str text;
	for (size_t i = 0; i < pl->solutions.n; i++)
		if (str_eq(pl->solutions.v[i].path, f->path))
			return true;
	if (!tree_text(pl->t, pl->a, f, PLAN_XML_MAX, &text, pl->e))
		return false;
	if (!path_has_ext(f->path, ".slnx"))
		sln_text(pl, &s, text);
	else if (!slnx_text(pl, &s, text))
		return err_set(pl->e, ERR_INPUT, STR_FMT ": not well-formed XML", STR_ARG(f->path));
	*VEC_PUSH(pl->a, &pl->solutions) = s;
	return true;
}

const struct solution *solution_of(struct planner *pl, struct str project, const struct solution_entry **entry)
{
	const struct solution *best = NULL;
	size_t best_common = 0;
	*entry = NULL;
	for (size_t i = 0; i < pl->solutions.n; i++) {
		const struct solution *s = &pl->solutions.v[i];
		for (size_t k = 0; k < s->projects.n; k++) {
			size_t common = 1 + path_common(path_dir(s->path), path_dir(project));
			if (!str_eq(s->projects.v[k].project, project) || common <= best_common)
				continue;
			best = s;
			best_common = common;
			*entry = &s->projects.v[k];
		}
	}
	return best;
}
