#ifndef RC_SERVER_ROWS_H
#define RC_SERVER_ROWS_H
/*
 * Answers that the database writes as JSON itself: the first column of a row is the object, in lists the last one is the key for the
 * cursor. For everything that is asked for a few times a minute; findings and reviews have faster ways (findings.c).
 */
#include "server/http.h"

/* In SQL: a time as the API shows it. */
#define ROW_TIME(c) REVIEW_TIME(c)

/* A page of the list whose query is in r->task: {"NAME": [...], "next"}. An empty list of a project that is not there is 404. */
void rows_list(struct request *r, const char *name, const char *what);
/* The one row of the last query in r->task; none = 404 for `what`. */
void rows_one(struct request *r, const char *what);
/* The same with 201. */
void rows_made(struct request *r, const char *what);
/* Nothing to show: 204, or 404 where the last query gives no row. */
void rows_gone(struct request *r, const char *what);

/* The cursor of a list that runs from new to old. */
const char *rows_before(const struct request *r);

#endif
