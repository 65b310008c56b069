#ifndef RC_FORGE_MARK_H
#define RC_FORGE_MARK_H
/*
 * Hidden marks: everything Ringcheck writes into a pull request begins with one, so that it finds its own again. Only what stands at
 * the very beginning counts: further down a comment quotes code, and code may say anything.
 *   <!-- ringcheck:f=IDENTITY --><!-- ringcheck:h=HASH -->           a finding's comment; HASH of what it says
 *   <!-- ringcheck:f=IDENTITY --><!-- ringcheck:h=closed:HASH -->    the same, closed by an edit where a forge cannot resolve
 *   <!-- ringcheck:summary --><!-- ringcheck:h=HASH -->              the summary
 *   <!-- ringcheck:r=NOTE -->                                       a reply; NOTE says to what
 *   <!-- ringcheck:review -->                                       the words above a review
 */
#include "base/buf.h"

enum mark_kind { MARK_NONE, MARK_FINDING, MARK_SUMMARY, MARK_REPLY, MARK_REVIEW };

enum { MARK_TEXT = 200 };

struct mark {
	enum mark_kind kind;
	struct str id;	 /* identity or note */
	struct str hash; /* without "closed:" */
	bool closed;
};

/* What the body begins with; views into it. */
struct mark mark_read(struct str body);
void mark_finding(struct buf *b, struct str identity, struct str hash, bool closed);
void mark_summary(struct buf *b, struct str hash);
void mark_reply(struct buf *b, struct str note);
void mark_review(struct buf *b);

#endif
