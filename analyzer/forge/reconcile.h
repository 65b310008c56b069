#ifndef RC_FORGE_RECONCILE_H
#define RC_FORGE_RECONCILE_H
/*
 * From what should stand in a pull request and what stands there, what is to be done. Pure: no network, no database, no clock. Doing
 * the operations and asking again gives none.
 *
 * - A finding that is to be seen is seen exactly once: in its thread, or in the list of those that are folded into the summary.
 * - Threads follow the identity; where the line moved, the old thread stays.
 * - Nothing that a person answered is ever deleted; only a second, unanswered thread of ours for the same finding is.
 * - Whoever resolves a thread decides: it becomes a decision in Ringcheck (the caller asks whether that person may).
 */
#include "forge/forge.h"

enum rec_triage { REC_OPEN, REC_ACCEPTED, REC_FALSE_POSITIVE };

struct rec_want { /* in order of importance; identities differ */
	struct str identity, hash;
	bool on_diff; /* its line can carry a comment */
	bool refused; /* the forge did not take it there, for this commit */
	enum rec_triage triage;
};

/* Why a finding with a thread is not wanted any more. */
enum rec_gone { GONE_FIXED, GONE_UNKNOWN /* its code was not analysed: say nothing */, GONE_BASE, GONE_SUPPRESSED };

struct rec_thread {
	struct forge_thread t;
	/* As it was when we last looked or wrote. */
	bool seen, seen_over;
	bool our_open;	      /* we opened it since (and did not come to note it), or nobody else can */
	struct str opened_by; /* who opened it again; empty = not told */
	bool hold;	      /* a person opened it again although nothing is wanted there: leave it */
	enum rec_gone gone;
};

enum rec_kind {
	REC_DECIDE_ACCEPT, /* a person resolved it: accepted, by t.resolved_by; then reconcile again */
	REC_DECIDE_OPEN,   /* a person opened it again; then reconcile again */
	REC_HOLD,	   /* a person opened it again, and there is nothing to decide */
	REC_EDIT,
	REC_CLOSE,  /* a reply that says why, then resolve (or both by an edit) */
	REC_REOPEN, /* the other way */
	REC_DROP,
	REC_CREATE
};
enum rec_why { WHY_FIXED, WHY_BASE, WHY_SUPPRESSED, WHY_ACCEPTED, WHY_FALSE_POSITIVE, WHY_TWICE, WHY_BACK };

struct rec_op {
	enum rec_kind kind;
	enum rec_why why;
	size_t want, thread; /* SIZE_MAX = none */
};

struct rec_in {
	const struct rec_want *wants;
	size_t n_wants;
	const struct rec_thread *threads;
	size_t n_threads;
	size_t inline_max;
};
struct rec_out {
	VEC(struct rec_op) ops;
	VEC(size_t) folded; /* wants that go into the summary */
	size_t in_line;	    /* threads that are open and wanted, with those to be made */
};

void reconcile(struct arena *a, const struct rec_in *in, struct rec_out *out);
/* Is the thread over: resolved, or closed by an edit? */
bool rec_over(const struct forge_thread *t);

#endif
