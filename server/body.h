#ifndef RC_SERVER_BODY_H
#define RC_SERVER_BODY_H
/* A small JSON body as a table of members. Unknown members are refused: a misspelt one would be ignored otherwise. */
#include "base/str.h"

struct request;

enum body_kind {
	BODY_TEXT,   /* struct str: characters min to max, no control characters */
	BODY_SECRET, /* struct str: bytes up to max, line ends allowed */
	BODY_FLAG,   /* int: -1 = not given, else 0 or 1 */
	BODY_NUMBER, /* long long: min to max */
	BODY_OBJECT, /* struct str: its JSON */
};

struct body_field {
	const char *name;
	enum body_kind kind;
	void *to; /* stays as it is where the member is missing */
	long long min, max;
	bool must;
};

/*
 * Reads r->in; texts live as long as the request. False: the problem is the reply. An empty body is an object without members.
 */
bool body_read(struct request *r, const struct body_field *f, size_t n);

#endif
