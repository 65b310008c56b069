#ifndef RC_PIPELINE_PROTOCOL_H
#define RC_PIPELINE_PROTOCOL_H
/*
 * What jailed children tell the parent: the one type set of all frames, and the forms of their
 * payloads (wire.h). The readers here are the trust boundary: what they return is valid whatever
 * the child sent; `e` says what was wrong otherwise.
 *
 *	child	 sends, in this order
 *	unpack	 NOTE*, then DONE or ERROR
 *	plan	 PLAN, TREE?, then DONE or ERROR
 *	headers	 DONE or ERROR
 *	recall	 (RECALL, UNIT, IR)*, then DONE
 *	unit	 UNIT, READS?, IR, then DONE or ERROR
 *	check	 UNREAD*, FINDING*, MAP, NOTE*, then DONE or ERROR
 */
#include "ir/ir.h"
#include "report/review.h"
#include "source/plan.h"

enum {
	MSG_NOTE = 1, /* text: something left out, and why */
	MSG_PLAN,
	MSG_UNIT,    /* numbers, guesses and diagnostics of a unit */
	MSG_IR,	     /* its IR as text (ir/README.md); only another jailed child reads it */
	MSG_FINDING, /* JSON (report/finding_json.h) */
	MSG_MAP,     /* JSON (model_map_json) */
	MSG_UNREAD,  /* u32 number of the unit in its driver, text: its IR could not be read, and why */
	MSG_DONE,    /* empty: everything was sent */
	MSG_ERROR,   /* u32 enum err_code, text */
	MSG_TREE,    /* 32 bytes: cache_tree() */
	MSG_READS,   /* text: cache_reads(), where the unit may be kept */
	MSG_RECALL, /* u32 number of the unit among all, 32 bytes: under which name its UNIT and IR, which follow, were kept */
	MSG_TYPES
};
enum { MSG_MAX = MSG_TYPES - 1 };

void plan_put(const struct plan *p, struct buf *out);
struct plan *plan_get(struct arena *a, struct str payload, struct err *e);

void unit_put(const struct ir_unit *u, uint64_t functions, uint64_t affected, uint64_t ops, uint64_t opaque,
	      struct buf *out);
/* Fills in what the child knows; driver, path and measurements are the parent's own. */
bool unit_get(struct arena *a, struct str payload, struct unit_report *out, struct err *e);

void unread_put(uint32_t unit, const struct err *why, struct buf *out);
bool unread_get(struct arena *a, struct str payload, uint32_t units, uint32_t *unit, struct str *why, struct err *e);

void error_put(const struct err *e, struct buf *out);
/* The child's error into `e`; always false. */
bool error_get(struct arena *a, struct str payload, struct err *e);

/* A finding of a jailed child: known rule, files inside the tree `root` (a descriptor), places sane. */
bool finding_get(struct arena *a, struct str payload, int root, struct finding *out, struct err *e);
/* JSON that is one object and not deeper or larger than a map can be; returns it as it is. */
bool map_get_json(struct arena *a, struct str payload, struct str *out, struct err *e);

#endif
