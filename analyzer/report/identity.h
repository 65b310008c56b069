#ifndef RC_REPORT_IDENTITY_H
#define RC_REPORT_IDENTITY_H
#include "report/review.h"

/* Names the algorithm in SARIF. Whatever changes an identity (front/statements.c, too) is a new version. */
#define IDENTITY_VERSION "ringcheckIdentity/v2"

/*
 * Gives every finding its identity, 32 hex digits: 16 over rule, enclosing function, broken fact and the words of the
 * statement, then 16 over what encloses the statement (conditions, loops, case labels). Neither file nor line nor the
 * driver's name take part.
 *
 * Twins are findings of one driver that are equal in all of that. The last one stays as it is; those before it add the
 * statements around them, and only where these are equal too, their number counted from the end. So a twin that is inserted
 * before leaves the others alone. Who has both revisions at hand tells twins apart better: report/match.h.
 *
 * A file that several drivers share gives one identity. Equal findings of different drivers at different places (a driver and
 * its copy) are told apart by a number, in the order of their paths.
 *
 * Takes n log n.
 */
void identities_make(struct review_report *r);

/* A second identity, for a finding whose first one belongs to another: from its surroundings and `n`. */
struct str identity_beside(struct arena *a, const struct finding *f, uint32_t n);

#endif
