#ifndef RC_SOURCE_PLAN_PRIV_H
#define RC_SOURCE_PLAN_PRIV_H
/* Shared by the parts of the planner; nobody outside source/ includes this. */
#include "base/map.h"
#include "base/strtab.h"
#include "source/plan.h"
#include "source/tree.h"

struct scan_include {
	struct str name; /* with '/' */
	bool angled;
};

/* What one file says about itself, read once. */
struct scan {
	bool text; /* false: binary, too large or unreadable; `why` says so */
	struct str why;
	VEC(struct scan_include) includes;
	struct str_list wpp;	   /* trace functions of "begin_wpp config" comments */
	bool kernel, wdf, windows; /* includes a kernel header; wdf.h; windows.h */
	bool driver_entry, user_entry;
	bool tmh;
	bool computed; /* includes what a macro names */
	/* near.c: the file of the tree each include most likely means, NULL where there is none */
	const struct tree_entry **near;
	bool near_kernel, near_known;
};

/* A library, or what can become part of a driver: the index of drivers that other projects ask for. */
struct project {
	struct str path;       /* of the project file, or the folder of a SOURCES file */
	struct str target;     /* base name of what it builds, without extension */
	struct str solution;   /* the solution it was evaluated for; may be empty */
	bool wanted;	       /* the user asked for it; others are here for their libraries */
	bool library, kernel;  /* a static library; compiled for the kernel (or as UMDF code) */
	size_t driver;	       /* its entry in plan.drivers */
	struct str_list refs;  /* project files it references */
	struct str_list libs;  /* base names of .lib files it links, without extension */
	struct str_list users; /* names of the drivers that took its units in */
};

struct solution_entry {
	struct str project, guid;
	struct str config; /* the project's configuration for the solution's chosen one; may be empty */
};

struct solution {
	struct str path;
	VEC(struct solution_entry) projects;
};

struct planner {
	struct arena *a;
	struct tree *t;
	struct plan *p;
	struct str config;
	const struct plan_changed *changed; /* or NULL */
	struct map *scans;		    /* file number -> struct scan * */
	struct map *listed;		    /* file number -> 1 + index of a driver that lists it */
	struct map *done;		    /* project file's number -> 1 + index in projects */
	VEC(struct project) projects;
	VEC(struct solution) solutions;
	size_t units;
	struct err *e;
};

/* --- lists --- */
void list_add(struct arena *a, struct str_list *l, struct str s);
/* Adds only what is not there yet. */
bool list_add_new(struct arena *a, struct str_list *l, struct str s);
bool list_has(const struct str_list *l, struct str s);
void macros_add(struct arena *a, struct macro_list *l, struct str name_value);
void macros_set(struct arena *a, struct macro_list *l, struct str name, struct str value);
/* A printf-formatted note of the driver, once. */
void note_add(struct planner *pl, struct plan_driver *d, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* --- scan.c --- */
const struct scan *scan_file(struct planner *pl, const struct tree_entry *f);
/* Names of "NAME{...}(...)" or "NAME(...)" definitions, split at ';' or blanks outside brackets. */
struct str wpp_name(struct str def);
void scan_wpp_functions(struct arena *a, struct str text, struct str_list *out);

/* --- closure.c --- */
struct closure {
	bool kernel, wdf, windows, driver_entry, user_entry, tmh;
	struct str_list missing; /* included names found nowhere, as written */
	struct str_list wpp;
	struct str_list files; /* every file of the tree that was reached */
	bool cut;	       /* there are more, over a limit */
	bool computed;	       /* some #include names a macro: which file that is, is not known here */
};
/* Follows the includes of all units of a driver, each file once. */
void closure_make(struct planner *pl, const struct plan_driver *d, struct closure *c);
/* The file an include of `from` means, or NULL. */
const struct tree_entry *include_find(struct planner *pl, struct str from, const struct scan_include *inc,
				      const struct str_list *folders);

/* --- affected.c --- */
void affected_mark(struct planner *pl, const struct plan_changed *in);

/* --- near.c: for folders without a project, where nothing says which folders hold headers --- */
/* Does the file, or a header it most likely means, include a kernel header? */
bool near_kernel(struct planner *pl, const struct tree_entry *f);
/* Gives all units the folders that lead to the headers they most likely mean. */
void near_folders(struct planner *pl, struct plan_driver *d);

/* --- driver.c: what all kinds of projects share --- */
size_t driver_new(struct planner *pl, struct str name, struct str project);
struct plan_driver *driver_at(struct planner *pl, size_t i);
/* NULL, with a note, where the file is not there, is binary or no C or C++ source. */
struct plan_unit *unit_add(struct planner *pl, struct plan_driver *d, struct str path);
/* Framework version, generated headers, WPP names from sources, INFs: after the units are known. */
void driver_finish(struct planner *pl, struct plan_driver *d, bool wpp_on);
void driver_infs_of(struct planner *pl, struct plan_driver *d, struct str folder);
/* `words`: a definition as scan_wpp_functions finds it, or a mere name. */
void wpp_add(struct planner *pl, struct plan_driver *d, struct str words);
void wpp_scan_file(struct planner *pl, struct plan_driver *d, struct str path);
struct project *project_add(struct planner *pl, struct str path, size_t driver);
/* Once a file: false where it was planned before (`wanted` is then remembered) or there are too many. */
bool project_first(struct planner *pl, const struct tree_entry *f, bool wanted, uint64_t **place);

/* --- the kinds of projects; each adds to pl->p->drivers --- */
bool vcxproj_plan(struct planner *pl, const struct tree_entry *f, bool wanted);
bool solution_read(struct planner *pl, const struct tree_entry *f);
/* The solution that lists this project (nearest folder first), or NULL. */
const struct solution *solution_of(struct planner *pl, struct str project, const struct solution_entry **entry);
bool ddk_plan(struct planner *pl, const struct tree_entry *f, bool wanted);
bool ddk_is_sources(const struct tree_entry *f);
bool compdb_plan(struct planner *pl, const struct tree_entry *f);
/* Sources at or below `path` that no project lists. `alone`: nothing else was found, so lean towards "driver". */
void bare_plan(struct planner *pl, struct str path, bool alone);
/* --- library.c --- */
/* Plans the library projects that drivers reference or link by name. */
void libraries_find(struct planner *pl);
/* Puts units of static libraries into the drivers that link them. */
void libraries_join(struct planner *pl);

#endif
