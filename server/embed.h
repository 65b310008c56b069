#ifndef RC_SERVER_EMBED_H
#define RC_SERVER_EMBED_H
/* Files that are part of the program: made by server/embed.sh at build time. */
#include "base/str.h"

struct embed_file {
	const char *name; /* "0001_reviews.sql" */
	struct str text;
};

extern const struct embed_file embed_migrations[]; /* in order */
extern const size_t embed_migrations_n;
extern const struct str embed_openapi;
extern const struct str embed_post_receive; /* server/post-receive.sh */

#endif
