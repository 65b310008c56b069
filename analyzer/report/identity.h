#ifndef RC_REPORT_IDENTITY_H
#define RC_REPORT_IDENTITY_H
#include "report/review.h"

/*
 * Gives finding i its identity: 32 hex digits over rule, driver, enclosing function, broken fact
 * and the ordinal among findings equal in all of these. Neither file nor line takes part, so the
 * identity survives edits above, moving the function and renaming the file. Findings are in order.
 */
void identity_of(struct review_report *r, size_t i);

#endif
