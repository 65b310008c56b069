#ifndef RC_SOURCE_PLAN_H
#define RC_SOURCE_PLAN_H
/*
 * What to review: the drivers found in a tree, and for each one its translation units with the
 * options that matter to parsing. Paths are relative to the tree's root, '/' separated, in their
 * true letter case.
 */
#include "base/arena.h"
#include "base/err.h"

enum plan_framework { PLAN_WDM, PLAN_KMDF, PLAN_UMDF };

struct plan_macro {
	struct str name, value; /* value may be empty */
};

struct plan_unit {
	struct str path;
	bool cplusplus;
	VEC(struct str) includes;      /* folders, in order; project's and item's together */
	VEC(struct plan_macro) macros; /* -D */
	VEC(struct str) undefs;
	VEC(struct str) forced;	       /* /FI files */
};

/* A WPP trace function of the project: NAME(...) evaluates its arguments and traces. */
struct plan_wpp {
	struct str name;
};

struct plan_driver {
	struct str name;    /* "toaster/func/featured" or the project's file name without extension */
	struct str project; /* the file it comes from; empty = a bare folder */
	struct str config;  /* "Release|x64" */
	VEC(struct str) configs; /* all that the project lists */
	enum plan_framework framework;
	bool framework_guessed;
	uint32_t fw_major, fw_minor;
	bool driver;	    /* false: an application, a library without a driver, a package project */
	struct str why_not; /* why it is not reviewed, where driver is false */
	VEC(struct plan_unit) units;
	VEC(struct plan_wpp) wpp;
	VEC(struct str) generated; /* headers a build would make: *.tmh, message-compiler headers */
	VEC(struct str) infs;
	VEC(struct str) notes; /* what could not be followed: a missing property sheet, an unknown macro */
	bool code_analysis_known, code_analysis; /* RunCodeAnalysis of the chosen configuration */
	struct str rule_set;
};

struct plan {
	VEC(struct plan_driver) drivers;
	VEC(struct str) skipped; /* "path: why", for sources that belong to no driver */
};

/*
 * `root` is an absolute folder; `paths` (n of them, relative to root, files or folders; n = 0 means
 * all of it) restricts what is planned: a .sln/.slnx, .vcxproj, a source file or a folder.
 * `config` chooses the configuration, e.g. "Debug|x64"; empty = "Release|x64" or the nearest there is.
 */
struct plan *plan_make(struct arena *a, const char *root, const struct str *paths, size_t n, struct str config,
		       struct err *e);

#endif
