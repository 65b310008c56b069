#ifndef RC_FORGE_PULL_H
#define RC_FORGE_PULL_H
/* Pull requests as forges describe them, in answers and in deliveries. False: something that must be there is missing. */
#include "forge/forge.h"

#include <jansson.h>

bool pull_github(struct arena *a, const json_t *o, struct forge_pull *p); /* Gitea's has the same shape */
bool pull_gitlab(struct arena *a, const json_t *o, struct forge_pull *p); /* of the API */
/* of a delivery: object_attributes, and the user's */
bool pull_gitlab_event(struct arena *a, const json_t *o, struct forge_pull *p);
bool sha_ok(struct str s);   /* 40 or 64 hex digits */
bool sha_zero(struct str s); /* all of them 0: a branch that is not there */

#endif
