#ifndef RC_SANDBOX_POOL_H
#define RC_SANDBOX_POOL_H
/*
 * Runs many jailed children, some at a time, in one single-threaded loop: starts them, reads their
 * frames, watches their clocks, reports each one's end.
 */
#include "sandbox/sandbox.h"

struct pool_task {
	struct sandbox_spec spec;
	void *user;
	/* A frame came. False, with `e` set: the child is ended as "broke the protocol: e". */
	bool (*frame)(void *user, struct frame_reader *r, const struct frame *f, struct err *e);
	/* It ended, or could not be started (how = SANDBOX_EXITED, text says why). Called exactly once. */
	void (*ended)(void *user, const struct sandbox_end *end);
};

struct pool {
	const struct sandbox *sandbox;
	uint32_t jobs; /* children at once, at least 1 */
	/* Asked at least ten times a second; true ends everything. May be NULL. */
	bool (*cancelled)(void *user);
	void *user;
	/* Next task to start, or false where there is none (now or ever); called as room appears. */
	bool (*next)(void *user, struct pool_task *t);
};

/* Until `next` has no more and all children have ended. False: cancelled, or not possible at all. */
bool pool_run(struct pool *p, struct err *e);

/* One child, waited for. */
bool pool_one(const struct sandbox *s, const struct pool_task *t, bool (*cancelled)(void *), void *user, struct err *e);

#endif
