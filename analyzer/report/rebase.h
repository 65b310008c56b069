#ifndef RC_REPORT_REBASE_H
#define RC_REPORT_REBASE_H
#include "report/review.h"

/*
 * Makes all locations relative to `base`, a folder below the root they are relative to now ("general/echo"):
 * what lies outside of it becomes "../..." . For a review of a folder that includes headers from beside it.
 */
void review_rebase(struct review_report *r, struct str base);

#endif
