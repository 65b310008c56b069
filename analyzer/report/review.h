#ifndef RC_REPORT_REVIEW_H
#define RC_REPORT_REVIEW_H
/*
 * The outcome of one review, as plain data: filled in by the pipeline, written by the text,
 * JSON and SARIF writers, stored by the worker. Strings live in `a`.
 */
#include "report/finding.h"

struct guess_report {
	struct str kind; /* "type", "function", "constant", "variable", "header", "member" */
	struct str name, why;
	struct place at;
};

struct diag_report {
	struct str text;
	struct place at;
};

struct unit_report {
	struct str driver, path;
	bool analysed;
	struct str reason; /* why not analysed, or why only partly; empty = all of it was */
	bool cplusplus;
	uint64_t functions, ops, opaque_ops;
	uint64_t functions_affected; /* with an opaque operation, a missing statement or something guessed */
	VEC(struct guess_report) guesses;
	VEC(struct diag_report) diags; /* statements that are missing from the analysis */
	double parse_ms;
	uint64_t peak_kib;
};

struct driver_report {
	struct str name, project, config, framework; /* "KMDF 1.33", "WDM", ... */
	bool checked;
	struct str reason;     /* why not checked; empty = it was */
	struct str map_json;   /* the driver map (flow/check.h model_map_json) */
	VEC(struct str) notes; /* what the plan or the model could not follow; limits that were hit */
	double check_ms;
};

struct review_report {
	struct arena *a;
	struct str name; /* of the review: what was given */
	VEC(struct driver_report) drivers;
	VEC(struct unit_report) units;
	VEC(struct finding) findings;
	VEC(struct str) skipped; /* "path: why" */
	size_t unaffected;	 /* drivers that the change cannot affect: left out */
	double elapsed_ms;
	uint64_t peak_kib; /* largest child */
};

struct review_summary {
	uint64_t drivers, units_total, units_analysed, functions, opaque_ops, guessed_declarations;
	uint64_t findings, suppressed, by_severity[SEV_COUNT];
	bool partial; /* some unit or driver was not (or only partly) analysed: never to be called clean */
};

struct review_summary review_summarise(const struct review_report *r);
/* Orders findings (file, line, column, rule), and gives each its identity. Call once, when all are in. */
void review_finish(struct review_report *r);

/* What a rule says of itself; from rules/registry (programs with the engine) or rules.json (the server). */
struct rule_info {
	struct str id, family, title;
	enum severity severity;
	const struct str *anchors;
	size_t n_anchors;
	const struct str *docs; /* paths on learn.microsoft.com */
	size_t n_docs;
	struct str doc_markdown;
};

struct rule_infos {
	const struct rule_info *v;
	size_t n;
};

/* https://learn.microsoft.com + path */
struct str doc_url(struct arena *a, struct str path);

#endif
