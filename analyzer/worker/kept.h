#ifndef RC_WORKER_KEPT_H
#define RC_WORKER_KEPT_H
/*
 * What the analysis of a base has found (table baselines), so that the next push to the same pull request needs none: for a commit, an
 * engine and the options of a review.
 */
#include "worker/compare.h"

enum { KEPT_DAYS = 30, KEPT_MIB = 64 };

struct kept_key {
	const char *project, *commit;
	const char *review;	       /* whose options count */
	const struct review_report *r; /* of the head: its drivers are asked for, */
	const struct changes *changes; /* and those that had the files this deletes or renames */
};

/* *found: everything that is asked for is there. Then `b` is what analysing the base would give. */
bool kept_find(struct worker *w, struct arena *a, const struct kept_key *k, struct baseline *b, bool *found,
	       struct err *e);
bool kept_put(struct worker *w, const struct kept_key *k, const struct review_report *base, struct err *e);

/* Which engine this is: the version and a digest of what it was built from. */
const char *engine_identity(void);

#endif
