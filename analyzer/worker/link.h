#ifndef RC_WORKER_LINK_H
#define RC_WORKER_LINK_H
/*
 * The frames between the worker (which has the database) and its engine process (which has the jailed
 * children). The worker asks once; the engine tells what happens, then the results, then LINK_END.
 * Payloads are in pipeline/wire.h form; both readers validate them.
 */
#include "worker/worker.h"

enum {
	LINK_ASK = 1,  /* worker to engine; everything below goes the other way */
	LINK_UNPACKED, /* the tree is complete (always sent, with or without an archive) */
	LINK_PROGRESS, /* u32 stage, done, total */
	LINK_PLANNED,  /* u32 drivers, units */
	LINK_UNIT,     /* a unit has ended: a unit report without its lists */
	LINK_DRIVER,   /* results from here on */
	LINK_RESULT,   /* a unit report */
	LINK_FINDING,  /* JSON */
	LINK_SKIPPED,  /* text */
	LINK_END, /* u32 error code (0 = good), text, f64 elapsed ms, u64 peak KiB, u64 drivers that are not affected */
	LINK_TYPES
};
enum { LINK_MAX = LINK_TYPES - 1, LINK_ASK_MAX = 64 << 20 };

/* What the engine has to know beside the ask. */
struct engine_config {
	const char *model_dir, *cache_dir, *root;
	uint32_t jobs, unit_timeout_s, jail_uid;
	bool best_effort;
};

void link_ask_put(const struct engine_ask *ask, const struct engine_config *c, struct buf *b);
bool link_ask_get(struct arena *a, struct str payload, struct engine_ask *ask, struct engine_config *c, struct err *e);

void link_driver_put(const struct driver_report *d, struct buf *b);
bool link_driver_get(struct arena *a, struct str payload, struct driver_report *d, struct err *e);
void link_unit_put(const struct unit_report *u, bool lists, struct buf *b);
bool link_unit_get(struct arena *a, struct str payload, struct unit_report *u, struct err *e);

struct link_end {
	struct err error;
	double elapsed_ms;
	uint64_t peak_kib, unaffected;
};
void link_end_put(const struct link_end *end, struct buf *b);
bool link_end_get(struct arena *a, struct str payload, struct link_end *end, struct err *e);

#endif
