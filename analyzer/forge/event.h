#ifndef RC_FORGE_EVENT_H
#define RC_FORGE_EVENT_H
/* A delivery's meaning. Pure: a name and a JSON body in, plain data out; what is not used says why. */
#include "forge/forge.h"

enum event_kind {
	EVENT_IGNORED, /* why */
	EVENT_PING,
	EVENT_PULL,	   /* pull, new_code, new_base */
	EVENT_PUSH,	   /* pushes */
	EVENT_COMMENT,	   /* number, comment, parent or thread (or neither: in the conversation), body */
	EVENT_THREAD,	   /* number, thread, parent, resolved */
	EVENT_RERUN,	   /* sha: review it again */
	EVENT_MERGE_GROUP, /* sha: a queue's trial merge wants our status */
	EVENT_ALERT,	   /* rule, path, line; state, reason */
	EVENT_INSTALL	   /* the app came or went: action, installation */
};

struct event_push {
	struct str ref, before, after;
	bool deleted;
};

struct event {
	enum event_kind kind;
	struct str why; /* a sentence */
	struct str action, repo, repo_id, sender, sender_id, default_branch;
	struct forge_pull pull;
	bool new_code, new_base;
	VEC(struct event_push) pushes;
	uint64_t number;
	struct str comment, parent, thread, body;
	bool resolved;
	struct str sha, ref;
	struct str rule, path, reason, tool;
	uint32_t line;
	bool open, false_positive;
	struct str installation;
};

/* False: the body is no JSON object, or lacks what an event of that name must have. */
bool event_read(struct arena *a, enum forge_kind forge, struct str name, struct str body, struct event *ev,
		struct err *e);

#endif
