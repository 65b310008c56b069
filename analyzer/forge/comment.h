#ifndef RC_FORGE_COMMENT_H
#define RC_FORGE_COMMENT_H
/* What Ringcheck says in a pull request: pure text from plain data. */
#include "forge/forge.h"
#include "report/finding.h"

/* All limits of what is written; FORGE_BODY is that of a whole comment. */
enum {
	COMMENT_STEPS = 40,	 /* of the path, shown */
	COMMENT_DOCS = 8,	 /* links */
	COMMENT_SUGGESTION = 20, /* lines */
	SUMMARY_ROWS = 200,
	SUMMARY_MESSAGE = 240 /* characters of a row */
};

struct comment_links {
	enum forge_kind kind;
	struct str repo_url; /* page of the repository at the forge, or empty: no links to lines */
	struct str sha;	     /* what lines count in */
	struct str page;     /* this finding's or this pull request's page, or empty */
};

/* Replacing lines first..last by `text` (with line ends) mends the finding. */
struct suggestion {
	uint32_t first, last;
	struct str text;
};
/*
 * The finding's edits as whole lines of its file, which is given as UTF-8. False: there are none, they are in other files, do not
 * fit the text, overlap, or are too far apart.
 */
bool suggestion_make(struct arena *a, const struct finding *f, struct str file, struct suggestion *s);

/* 16 hex digits over what the comment says, but not over where its path goes: that moves with every edit above it. */
void comment_hash(const struct finding *f, struct str title, char out[17]);
/* `s` may be NULL. `closed`: words to put first where the forge cannot resolve; empty = it is open. */
void comment_finding(struct buf *b, const struct finding *f, struct str title, const struct comment_links *l,
		     const struct suggestion *s, struct str closed);

struct summary_row {
	struct str file, rule, message;
	uint32_t line;
};
struct summary_in {
	uint32_t fresh, reopened, unchanged, fixed,
		decided;  /* decided: new ones that people accepted or called false */
	uint32_t in_line; /* open threads of ours */
	bool partial;
	struct str reason;		/* of the partial review */
	const struct summary_row *rows; /* what is not in line */
	size_t n_rows;
	struct comment_links links;
};
void summary_write(struct buf *b, const struct summary_in *in);
/* One line for a commit status or a check's title. */
void summary_line(struct buf *b, const struct summary_in *in);

void place_url(struct buf *b, const struct comment_links *l, struct str file, uint32_t line);

#endif
