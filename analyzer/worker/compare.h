#ifndef RC_WORKER_COMPARE_H
#define RC_WORKER_COMPARE_H
/* A commit's findings against those of what it is compared with. */
#include "git/changes.h"
#include "worker/worker.h"

enum finding_status { FINDING_PLAIN, FINDING_NEW, FINDING_UNCHANGED, FINDING_REOPENED };

/* What a review is compared with. */
struct baseline {
	const struct finding *v;
	size_t n;
	const struct driver_report *drivers; /* NULL = not known */
	size_t n_drivers;
	const struct unit_report *units; /* likewise */
	size_t n_units;
};

struct comparison {
	const char *base_sha;	     /* NULL = there is nothing to compare with */
	const char *pull;	     /* id, or NULL */
	struct str changes;	     /* reviews.changes; empty = null */
	enum finding_status *status; /* of each finding of the report; NULL = all PLAIN */
	bool *on_diff;
	VEC(const struct finding *) fixed;
	uint32_t fresh, unchanged, reopened;
	struct str reason; /* said where the review is not partial */
};

/*
 * Matches, carries identities on, fills in status, on_diff and fixed. A finding that is not there any more counts as fixed only
 * where its driver was analysed at least as well as in the baseline, or its file was deleted.
 */
void compare(struct review_report *r, const struct baseline *b, const struct changes *c, struct comparison *out);
/* Findings that are new to the baseline, but were in an earlier review of the same pull request: they keep that one's identity. */
void compare_earlier(struct review_report *r, struct finding *earlier, size_t n, const struct changes *c,
		     struct comparison *out);
/*
 * Turns those of `before` ("FILE IDENTITY": drivers of one repository may be copies of each other) that have the status `from` into
 * reopened.
 */
void compare_reopened(struct review_report *r, enum finding_status from, const struct str *before, size_t n,
		      struct comparison *out);

#endif
