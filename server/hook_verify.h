#ifndef RC_SERVER_HOOK_VERIFY_H
#define RC_SERVER_HOOK_VERIFY_H
/*
 * Is this delivery from the forge that the hook's address belongs to? Decided over the raw body before anything of it is parsed,
 * in constant time, from the headers of that forge's family alone: Gitea and Forgejo send GitHub's headers, too.
 */
#include "base/str.h"

#include <time.h>

enum { HOOK_KEY = 201, HOOK_EVENT = 101, HOOK_CLOCK_SECONDS = 300 /* a signed time may differ so much from ours */ };

struct hook_in {
	const char *kind;  /* 'github', 'gitlab', 'gitea', 'git' */
	struct str secret; /* of the hook */
	struct str body;   /* raw */
	time_t now;
	const char *(*header)(const void *cls, const char *name); /* NULL = not there */
	const void *cls;
};

struct hook_out {
	char key[HOOK_KEY];	/* the sender's stable id of the delivery */
	char event[HOOK_EVENT]; /* as the forge names it */
	unsigned status;	/* where refused */
	const char *type;
	char why[400];
};

/* False: refused, with status, type and a sentence that says what to change. */
bool hook_verify(const struct hook_in *in, struct hook_out *out);

#endif
