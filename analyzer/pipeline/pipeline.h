#ifndef RC_PIPELINE_PIPELINE_H
#define RC_PIPELINE_PIPELINE_H
/*
 * The engine from a folder (or an archive) to a review, the same for the command line and for the
 * worker. Everything that touches what users gave runs in jailed children (sandbox/); this side
 * re-validates every byte they send (protocol.h) and never parses sources, archives, XML or IR itself.
 *
 *	pipeline_open -> [scratch_make -> pipeline_unpack] -> pipeline_run -> ... -> pipeline_close
 *
 * A unit that crashes, runs out of time or memory, or breaks the protocol becomes "not analysed:
 * why", a driver whose check ends so is "not checked: why"; the review is then partial. Errors are
 * only for what makes a review impossible: nothing to review, a bad archive, no jail, cancelled.
 */
#include "base/scratch.h"
#include "report/review.h"
#include "source/plan.h"
#include "sandbox/sandbox.h"

struct pipeline;
struct rule;

/*
 * All limits of the engine. A child that goes over one is ended; the review goes on without it.
 */
enum {
	PIPE_UNPACK_WALL_S = 300,
	PIPE_PLAN_WALL_S = 120,
	PIPE_UNIT_WALL_S = 60, /* one translation unit, all rounds of synthesis */
	PIPE_UNIT_CPU_S = 50,
	PIPE_PCH_WALL_S = 120,	 /* all precompiled headers of a review */
	PIPE_CHECK_WALL_S = 120, /* one driver */
	PIPE_JOBS_MAX = 64,

	PIPE_UNPACK_MEMORY_MIB = 1024, /* address space beyond what the parent has */
	PIPE_PLAN_MEMORY_MIB = 1024,
	PIPE_UNIT_MEMORY_MIB = 2048,
	PIPE_CHECK_MEMORY_MIB = 4096,
	PIPE_STACK_MIB = 64,
	PIPE_FILES = 256, /* open descriptors of a child */

	PIPE_FILE_MIB = 1024, /* one file an unpack child writes */
	PIPE_PCH_FILE_MIB = 512,
	PIPE_IR_MIB = 64,	 /* the IR text of one unit */
	PIPE_PLAN_MIB = 64,	 /* the plan of one review */
	PIPE_MAP_MIB = 16,	 /* the map of one driver */
	PIPE_FINDINGS_MIB = 256, /* all findings of one driver */
	PIPE_IR_ALL_MIB = 1024,	 /* IR text kept for one driver's check */

	PIPE_DRIVERS = 4000,
	PIPE_UNITS = 50000,    /* of all drivers together */
	PIPE_FINDINGS = 20000, /* of one driver */
	PIPE_GUESSES = 2000,   /* reported of one unit; the rest is counted in its reason */
	PIPE_DIAGS = 500,
	PIPE_NOTES = 1000, /* skipped files, notes of one driver */
	PIPE_TEXT = 16384, /* bytes of a message */
	PIPE_PATH = 1024,
};

struct pipeline_config {
	enum sandbox_need need;
	const char *model_dir;				/* model headers */
	const char *mingw_dir, *resource_dir, *wdk_dir; /* NULL as in front.h */
	const char *cache_dir;				/* NULL = no precompiled headers are kept */
	/*
	 * Keep the IR of units below this folder (cache.h); NULL = nowhere. Not one for all users of a service: what one
	 * person's sources made of a broken parser would be there for the next person's equal ones.
	 */
	const char *units_dir;
	bool units_only_read; /* what is kept there may be used, but nothing is added */
	uint32_t jobs;	      /* children at once; 0 = one per core */
	uint32_t unit_wall_s; /* 0 = PIPE_UNIT_WALL_S */
	uint32_t jail_uid;    /* as root: children run as this user; 0 = as root without capabilities */
};

enum pipeline_stage { STAGE_UNPACK, STAGE_PLAN, STAGE_HEADERS, STAGE_UNITS, STAGE_CHECK, STAGES };

struct pipeline_progress {
	enum pipeline_stage stage;
	uint32_t done, total;		/* units, or drivers; 0 of 0 = not known */
	const struct unit_report *unit; /* STAGE_UNITS: the one that has just ended, or NULL */
};

/* All may be NULL. Called in the parent. */
struct pipeline_hooks {
	void *user;
	void (*progress)(void *user, const struct pipeline_progress *p);
	bool (*cancelled)(void *user); /* asked about ten times a second */
	/* The plan is known: drivers and units that will be analysed. */
	void (*planned)(void *user, uint32_t drivers, uint32_t units);
	/* A unit's IR as text (not validated: it comes from a jailed child), for `dump`. */
	void (*ir)(void *user, const struct unit_report *unit, struct str text);
};

struct pipeline_input {
	struct str name;	 /* of the review */
	const char *root;	 /* absolute folder; all locations are relative to it */
	const struct str *paths; /* below root, restricting what is planned; see plan_make */
	size_t n_paths;
	struct str config;		 /* "Debug|x64"; empty = the default */
	const struct rule *const *rules; /* to check; NULL = all */
	size_t n_rules;
	/* Drivers that it cannot affect are left out, and none left is no error. NULL = all are reviewed. */
	const struct plan_changed *changed;
	bool no_check; /* stop after the units (dump ir) */
};

struct pipeline_timings {
	double stage_ms[STAGES]; /* on the clock; the stages follow each other, but for checks beside units */
	double spent_ms[STAGES]; /* processor time of the stage's children */
	uint32_t recalled;	 /* units that were not parsed again */
};

/* One per process; keeps the jail's filters. Sets LIBCLANG_DISABLE_CRASH_RECOVERY, ignores SIGPIPE. */
struct pipeline *pipeline_open(const struct pipeline_config *c, struct err *e);
void pipeline_close(struct pipeline *p);
/* One line where the jail is not complete (best-effort), otherwise NULL: warn with it. */
const char *pipeline_warning(const struct pipeline *p);

/*
 * Unpacks the archive `fd` (open for reading) into the empty folder `into` (absolute). ERR_INPUT and
 * ERR_TOO_LARGE: the archive's fault. `notes` gets what was left out ("path: why").
 */
typedef VEC(struct str) pipeline_notes;
bool pipeline_unpack(struct pipeline *p, struct arena *a, int fd, const char *into, const struct pipeline_hooks *h,
		     pipeline_notes *notes, struct err *e);

/* Reviews. `out` is filled in completely (review_finish included); strings live in `a`. */
bool pipeline_run(struct pipeline *p, struct arena *a, const struct pipeline_input *in, const struct pipeline_hooks *h,
		  struct review_report *out, struct err *e);
/* Of the last pipeline_run. */
const struct pipeline_timings *pipeline_timings(const struct pipeline *p);

/*
 * From the words of a command line to a root and paths below it: one folder is the root itself; of
 * anything else the folder that holds it all. An archive must be the only word: `*archive` is then
 * its descriptor (otherwise -1), and the caller unpacks it.
 */
bool pipeline_input_from(struct arena *a, const char *const *words, size_t n, struct pipeline_input *in, int *archive,
			 struct err *e);

/* The model headers: named by RINGCHECK_MODEL_DIR, installed beside the program, or in the source tree it was built in. */
const char *pipeline_model_dir(struct arena *a, struct err *e);

#endif
