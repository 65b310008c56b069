#ifndef RC_FORGE_COMMAND_H
#define RC_FORGE_COMMAND_H
/* What people say to Ringcheck: a line "/ringcheck VERB [IDENTITY] [REASON]" in a comment. */
#include "base/str.h"

enum command_verb {
	COMMAND_NONE,
	COMMAND_ACCEPT,
	COMMAND_FALSE_POSITIVE,
	COMMAND_REOPEN,
	COMMAND_EXPLAIN,
	COMMAND_UNKNOWN
};

enum { COMMAND_REASON = 500, COMMAND_PREFIX_MIN = 6 /* hex digits that name a finding in the conversation */ };

struct command {
	enum command_verb verb;
	struct str word;     /* as written */
	struct str identity; /* beginning of one, where it was given */
	struct str reason;
};

/* The first such line that is neither quoted nor in a block of code. */
struct command command_read(struct str body);

#endif
