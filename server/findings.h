#ifndef RC_SERVER_FINDINGS_H
#define RC_SERVER_FINDINGS_H
#include "server/http.h"

/* What a list shows of a finding, in this order; finding_row() writes it as an object. */
#define FINDING_COLUMNS \
	"n, rule, family, severity, strength, driver, file, line, col, function, message, identity, suppressed"
enum { FINDING_BODY = 13 }; /* the column after them */

void finding_row(struct buf *b, const PGresult *res, int row);
/* The same with the members of the column FINDING_BODY. */
void finding_row_whole(struct buf *b, const PGresult *res, int row);

#endif
