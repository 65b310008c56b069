#ifndef RC_SOURCE_MSBUILD_H
#define RC_SOURCE_MSBUILD_H
/*
 * Evaluates a project file as MSBuild does for one configuration: properties first (imports in
 * place), then item definitions, then items. No target is run. Nothing outside the tree is read:
 * Microsoft's own .props and .targets are known by what they do to a driver project.
 *
 * Inside values, paths of the tree are written after the mark MSB_ROOT ("\1\sub\dir\"), and macros
 * that have no value leave their name between marks, so that a list entry which depends on one can be
 * dropped and named: MSB_KIT for what a kit or the build itself would provide, MSB_UNKNOWN otherwise.
 */
#include "source/plan_priv.h"

enum { MSB_ROOT = 1, MSB_KIT = 2, MSB_UNKNOWN = 3 };

struct msb_meta {
	struct str name, value;
};

struct msb_metas {
	struct msb_meta *v;
	size_t n, cap;
};

/* Where a property was last set; file empty = not in a file. */
struct msb_where {
	struct str file;
	unsigned line;
};

struct msb_item {
	struct str type, include; /* include as evaluated, wildcards resolved, relative to the project's folder */
	struct msb_metas metas;
};

struct msb_definition {
	struct str type;
	struct msb_metas metas;
};

struct msb {
	struct planner *pl;
	struct arena *a;
	struct str path, dir;	      /* the project file and its folder */
	struct str this_file;	      /* the file being evaluated: the project or something it imports */
	struct strtab *names;	      /* lower-case property names */
	struct str_list props;	      /* by name id; unset = { NULL, 0 } */
	VEC(struct msb_where) wheres; /* by name id */
	struct msb_where prefast;     /* ClCompile's EnablePREfast, likewise */
	bool names_analysis;	      /* some file sets RunCodeAnalysis or EnablePREfast, for whichever configuration */
	VEC(struct msb_definition) definitions;
	VEC(struct msb_item) items;
	struct str_list configs; /* "Release|x64" ... */
	struct str_list notes;
	size_t work; /* bytes written by expansion */
	unsigned imports;
	bool over; /* a limit was hit; the result is not to be used */
	struct msb_later *later;
	void *docs; /* parsed documents, freed by msb_free */
};

/* Only reads ProjectConfiguration entries: "Release|x64" ... in the order of the file. */
bool msb_configs(struct planner *pl, const struct tree_entry *f, struct str_list *out, struct err *e);
/* ERR_INPUT where the project file itself is not well-formed. Call msb_free afterwards in any case. */
bool msb_load(struct msb *m, struct planner *pl, const struct tree_entry *f, struct str config, struct str solution,
	      struct err *e);
void msb_free(struct msb *m);

struct str msb_prop(const struct msb *m, const char *name); /* empty where it is not set */
struct msb_where msb_where(const struct msb *m, const char *name);
void msb_where_set(struct msb *m, struct str name, unsigned line); /* in this_file */
void msb_set(struct msb *m, struct str name, struct str value);
bool msb_has(const struct msb *m, struct str name, struct str *value);
struct str msb_meta(const struct msb_item *x, const char *name);
bool msb_true(struct str v);
void msb_meta_set(struct arena *a, struct msb_metas *l, struct str name, struct str value);
struct msb_definition *msb_definition(struct msb *m, struct str type);
void msb_note(struct msb *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Puts in $(...), %(...) of `metas` (of items of `type`) and @(...). `condition`: macros without a
 * value are empty, and leave no mark.
 */
struct str msb_expand(struct msb *m, struct str s, const struct msb_metas *metas, bool condition);
bool msb_condition(struct msb *m, struct str cond, const struct msb_metas *metas);
/* A value as it would be in a build: without marks. */
struct str msb_plain(struct msb *m, struct str v);
/* A value for people: marks turned back into $(NAME). */
struct str msb_shown(struct msb *m, struct str v);
/* Entries of a semicolon list, trimmed, without empty ones. */
void msb_split(struct msb *m, struct str v, struct str_list *out);

enum msb_path { MSB_PATH_OK, MSB_PATH_KIT, MSB_PATH_UNKNOWN, MSB_PATH_OUTSIDE, MSB_PATH_EMPTY };
/* A path entry, relative to `folder` of the tree. */
enum msb_path msb_path(struct msb *m, struct str folder, struct str v, struct str *out);
/* Calls back for files (of the project's folder) that match a pattern with '*', '?' and '**'. */
void msb_glob(struct msb *m, struct str pattern, struct str_list *out);

/* Names that a kit, Visual Studio or the build itself sets. */
bool msb_kit_macro(struct str name);
/* A library that lies in a kit's folder, by the mark its path starts with; what the build makes itself is none. */
bool msb_kit_library(struct str v);

/* --- vcx_options.c --- */
void vcx_unit_options(struct msb *m, struct plan_driver *d, const struct msb_item *x, struct plan_unit *u);

#endif
