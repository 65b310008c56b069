#ifndef RC_REPORT_FINDING_JSON_H
#define RC_REPORT_FINDING_JSON_H
/*
 * A finding as JSON: the shape of the JSON report, of the REST API and of the frames that cross
 * from the jailed check child. The reader validates everything (types, words, lengths, UTF-8).
 */
#include "base/jsonw.h"
#include "report/review.h"

/* Limits of what is read; findings of our own rules stay far below. */
enum { FINDING_TEXT_MAX = 16384, FINDING_STEPS_MAX = 256, FINDING_LIST_MAX = 64, FINDING_LINE_MAX = 10000000 };
/* Digits of a statement; characters of a line hash at most. */
enum { FINDING_STATEMENT = 64, FINDING_LINE_HASH = 32 };

void finding_write(struct jsonw *w, const struct finding *f);
/* Everything that is not a column of its own in the store: fix, fact, statement, steps, docs, edits, related ... */
void finding_write_body(struct jsonw *w, const struct finding *f);
bool finding_read(struct arena *a, struct str json, struct finding *out, struct err *e);

void place_write(struct jsonw *w, const struct place *p);

#endif
