#ifndef RC_SERVER_FINDINGS_H
#define RC_SERVER_FINDINGS_H
#include "server/http.h"

/* What a list shows of a finding, in this order; finding_row() writes it as an object. */
#define FINDING_COLUMNS                                                                                           \
	"n, rule, family, severity, strength, driver, file, line, col, function, message, identity, suppressed, " \
	"status, on_diff, " FINDING_TRIAGE
/* What people decided; null = nobody did. The project is looked up once for the query, whose $1 is the review. */
#define FINDING_TRIAGE                                                                                                  \
	"(select t.state from triage t where t.project_id = (select project_id from reviews where public_id = $1) and " \
	"t.identity = findings.identity)"
enum { FINDING_BODY = 16 }; /* the column after them */

void finding_row(struct buf *b, const PGresult *res, int row);
/* The same with the members of the column FINDING_BODY. */
void finding_row_whole(struct buf *b, const PGresult *res, int row);

#endif
