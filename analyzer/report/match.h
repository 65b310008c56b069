#ifndef RC_REPORT_MATCH_H
#define RC_REPORT_MATCH_H
/*
 * Which findings of a new revision are those of an old one. Pure: no I/O, nothing but its arguments.
 *
 * A false match is worse than a lost one: it hangs a person's answer on another mistake, while a lost match says
 * "fixed" and "new" of the same. So each stage asks for less evidence than the one before it, pairs only what the stages
 * before left over, and the later ones pair only what has no second candidate. Findings match only where rule and fact are equal.
 *
 *   1. same driver, file, function, statement; equal surroundings, then one neighbour, then what encloses it
 *   2. the same at the line that the diff says the old line has become
 *   3. same identity; then same statement anywhere in the function (two old and three new: one is new)
 *   4. the statement was edited between the same neighbours, or is where the diff says
 *   5. function, statement and surroundings in another file (moved), then in another driver (renamed)
 *
 * Takes n log n in findings (each of the fixed number of stages sorts what is left), plus log h a finding in hunks.
 */
#include "report/finding.h"

/* `old_n` lines from `old_line` on were replaced by `new_n` lines from `new_line` on (diff -U0; n 0: after that line). */
struct match_hunk {
	uint32_t old_line, old_n, new_line, new_n;
};

/* A file that both revisions have. Only files that were renamed or for which a line map is given need be listed. */
struct match_file {
	struct str old_path, new_path;
	const struct match_hunk *hunks; /* ascending, not overlapping */
	size_t n_hunks;
	bool mapped; /* the hunks are the whole difference; false: lines are not known */
};

struct match_input {
	const struct finding *old_v, *new_v;
	size_t n_old, n_new;
	const struct match_file *files;
	size_t n_files;
};

#define MATCH_NONE SIZE_MAX

struct match_result {
	size_t *of_new; /* for each new finding the old one's index, or MATCH_NONE: it is new */
	size_t *of_old; /* for each old finding the new one's index, or MATCH_NONE: it was fixed */
};

struct match_result match_findings(struct arena *a, const struct match_input *in);

/*
 * Carries identities on: a matched finding takes the old one's, so that what is attached to it stays attached. Where a new
 * finding has, within its driver, an identity that was carried on to another, it gets a different one.
 */
void match_carry(struct arena *a, const struct match_input *in, const struct match_result *r, struct finding *new_v);

#endif
