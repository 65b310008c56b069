#ifndef RC_SOURCE_PLAN_H
#define RC_SOURCE_PLAN_H
/*
 * What to review: the drivers found in a tree, and for each one its translation units with the
 * options that matter to parsing. Paths are relative to the tree's root, '/' separated, in their
 * true letter case.
 */
#include "base/arena.h"
#include "base/err.h"

/* VEC(struct str) with a name, so that functions can take it. */
struct str_list {
	struct str *v;
	size_t n, cap;
};

enum plan_framework { PLAN_WDM, PLAN_KMDF, PLAN_UMDF };

struct plan_macro {
	struct str name, value; /* as -DNAME=VALUE: "1" where the project gives none; may be empty */
};

struct macro_list {
	struct plan_macro *v;
	size_t n, cap;
};

struct plan_unit {
	struct str path;
	struct str library; /* the project of the static library it comes from; empty = the driver's own */
	bool cplusplus;
	uint32_t standard;	  /* of C++: 14, 17, 20, 23; 0 = the project does not say */
	struct str_list includes; /* folders, in order; project's and item's together */
	struct macro_list macros; /* -D */
	struct str_list undefs;
	struct str_list forced; /* /FI files */
};

/* A WPP trace function of the project: NAME(...) evaluates its arguments and traces. */
struct plan_wpp {
	struct str name;
	struct str
		words; /* its definition: "NAME{CONST=VALUE,...}(PARAM,...,MSG,...)", without blanks; empty = not known */
};

/* What the project or an INF file says, where it stands, and not what the sources say. */
enum plan_fact_kind {
	PLAN_ANALYSIS, /* name: a configuration; value: "true", "false", or empty where the project does not say */
	PLAN_RULE_SET, /* name: a configuration; value: the name of the rule set file */
	PLAN_SERVICE,  /* name: the driver's service, installed at this line */
	PLAN_WDF,      /* name, value: a registry value below the service's Parameters\\Wdf */
	PLAN_FACTS
};

struct plan_fact {
	enum plan_fact_kind kind;
	struct str file; /* below the tree's root */
	unsigned line;	 /* 0 = nowhere in particular */
	struct str name, value;
};

struct plan_driver {
	struct str name;	 /* "toaster/func/featured" or the project's file name without extension */
	struct str project;	 /* the file it comes from; empty = a bare folder */
	struct str config;	 /* "Release|x64" */
	struct str_list configs; /* all that the project lists */
	enum plan_framework framework;
	bool framework_guessed;
	uint32_t fw_major, fw_minor;
	bool driver;	    /* false: an application, a library without a driver, a package project */
	struct str why_not; /* why it is not reviewed, where driver is false */
	bool unaffected;    /* the change that was given cannot affect it */
	VEC(struct plan_unit) units;
	VEC(struct plan_wpp) wpp;
	struct str_list generated; /* headers a build would make: *.tmh, message-compiler headers */
	struct str_list infs;
	struct str_list notes; /* what could not be followed: a missing property sheet, an unknown macro */
	VEC(struct plan_fact) facts;
};

struct plan {
	VEC(struct plan_driver) drivers;
	struct str_list notes;	 /* about the tree as a whole: links left out, unreadable files */
	struct str_list skipped; /* "path: why", for sources that belong to no driver */
};

/*
 * `root` is an absolute folder; `paths` (n of them, relative to root, files or folders; n = 0 means
 * all of it) restricts what is planned: a .sln/.slnx, .vcxproj, a source file or a folder.
 * `config` chooses the configuration, e.g. "Debug|x64"; empty = "Release|x64" or the nearest there is.
 */
struct plan *plan_make(struct arena *a, const char *root, const struct str *paths, size_t n, struct str config,
		       struct err *e);

/* What a change touches: paths before and after it. */
struct plan_change {
	struct str path;
	bool moved; /* added, deleted, or one of a renamed file's names */
};
struct plan_changed {
	const struct plan_change *v;
	size_t n;
	const struct str *drivers; /* affected in any case */
	size_t n_drivers;
};
struct tree;
/* plan_make_changed() of a tree that has been walked already. */
struct plan *plan_make_tree(struct arena *a, struct tree *t, const struct str *paths, size_t n, struct str config,
			    const struct plan_changed *changed, struct err *e);
/* Marks the drivers that cannot be affected; a tree without any source is then an empty plan. NULL = plan_make(). */
struct plan *plan_make_changed(struct arena *a, const char *root, const struct str *paths, size_t n, struct str config,
			       const struct plan_changed *changed, struct err *e);

/* The whole plan as one JSON object, for people and tests: the form may change. */
struct buf;
void plan_json(const struct plan *p, struct buf *out);
const char *plan_framework_name(enum plan_framework f); /* "WDM", "KMDF", "UMDF" */

#endif
