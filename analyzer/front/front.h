#ifndef RC_FRONT_FRONT_H
#define RC_FRONT_FRONT_H
/*
 * From driver source to IR, one translation unit at a time, with libclang and without the WDK.
 *
 * `struct front` is made once per process. A parent opens it, calls front_pch_prepare for each
 * unit (that builds what is missing in the cache folder), then forks; children only read, and
 * call front_unit. After front_pch_prepare nothing in here writes a file.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/strtab.h"
#include "ir/ir.h"
#include "source/plan.h"

struct front;

struct front_config {
	const char *root;	  /* absolute path of the reviewed tree */
	const char *model_dir;	  /* model headers: analyzer/model/include or its installed copy */
	const char *cache_dir;	  /* precompiled headers; NULL = none, every unit parses all headers */
	const char *mingw_dir;	  /* NULL = Debian's place */
	const char *resource_dir; /* clang's own headers; NULL = Debian's place */
	const char
		*wdk_dir; /* a real WDK's Include folder (one version: has km/, shared/, wdf/); NULL = model headers */
	uint32_t max_rounds; /* of declaration synthesis; 0 = 8 */
};

enum { FRONT_DIRS_MAX = 12 };

/* What front_unit did; totals for benches and the corpus survey. */
struct front_stats {
	uint32_t rounds;	     /* parses that were needed */
	uint32_t errors;	     /* diagnostics left */
	uint32_t funcs, ops, opaque; /* of functions the driver defines */
	uint32_t funcs_opaque;	     /* of them, with at least one OPAQUE */
	uint32_t funcs_affected;     /* of them, with an OPAQUE, a missing statement, or something guessed */
	uint64_t parse_ns, lower_ns;
	bool pch; /* a precompiled header was used */
};

struct front *front_open(const struct front_config *c, struct err *e);
void front_close(struct front *f);

/*
 * Makes sure that the precompiled header this unit needs exists. Safe beside other processes doing
 * the same. Without a cache folder: nothing to do, true.
 */
bool front_pch_prepare(struct front *f, const struct plan_driver *d, const struct plan_unit *pu, struct err *e);

/*
 * Folders (absolute, symbolic links' targets included) that a jailed child has to be able to read, beside
 * the shared libraries it has loaded already. At most FRONT_DIRS_MAX; returns how many.
 */
size_t front_read_dirs(const struct front *f, const char **out);

/*
 * Parses and lowers one unit. NULL with an error only where there is no unit at all (file not readable,
 * libclang gave up); whatever else went wrong stands in the unit's `guesses` and `diags`.
 */
struct ir_unit *front_unit(struct front *f, struct arena *a, const struct plan_driver *d, const struct plan_unit *pu,
			   struct err *e);

/* Of the last front_unit. */
const struct front_stats *front_stats(const struct front *f);

/*
 * The files below root that the last front_unit looked into, relative to it: with their contents, the names of all files
 * there, the unit's plan and front_version they decide what it made. Id 0 is none.
 */
const struct strtab *front_reads(const struct front *f);

/* How many of the driver's functions hold an OPAQUE, miss a statement, or use something guessed. */
uint32_t front_affected(const struct ir_unit *u);

/* Names libclang's version and everything in `c` that changes results, for cache keys. */
const char *front_version(const struct front *f);

#endif
