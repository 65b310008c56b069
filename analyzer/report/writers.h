#ifndef RC_REPORT_WRITERS_H
#define RC_REPORT_WRITERS_H
/* The three forms of a finished review (review_finish was called). */
#include "base/buf.h"
#include "report/review.h"

struct text_options {
	unsigned width;	 /* columns, 80 where nothing better is known; at least 40 */
	bool colour;	 /* ANSI */
	bool suppressed; /* show suppressed findings too */
};

void text_write(const struct review_report *r, const struct rule_infos *rules, const struct text_options *o,
		struct buf *out);
/* Documented in analyzer/report/README.md. */
void json_write(const struct review_report *r, struct buf *out);
/* SARIF 2.1.0 with codeFlows, rule help, fixes, suppressions, partialFingerprints. */
void sarif_write(const struct review_report *r, const struct rule_infos *rules, struct buf *out);
/* {"rules": [{id, title, family, severity, anchors, docs, doc_markdown}]} */
void rules_json_write(const struct rule_infos *rules, struct buf *out);

#define RINGCHECK_VERSION "0.1.0"
#endif
