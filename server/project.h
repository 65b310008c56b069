#ifndef RC_SERVER_PROJECT_H
#define RC_SERVER_PROJECT_H
/* What the routes about projects and forges share. */
#include "server/http.h"

/*
 * An address as it is stored: http or https, a host, no user, no '/' at the end (cut off here). Empty stays empty. http only where
 * `private` is 1: tokens would go over the open network.
 */
bool url_check(struct request *r, const char *name, struct str *url, int private);
/* "https://host/api/v4" to "https://host". */
struct str api_to_web(struct arena *a, struct str api);
/* Seals `secret` under the server's key; empty gives empty. */
bool seal_secret(struct request *r, struct str secret, struct str *sealed);
/* A parameter of bytea, null where empty. */
void bytes_or_null(struct db_query *q, struct str bytes);
/* A project's options as canonical JSON. */
bool project_options(struct request *r, struct str *json);
/* The hook's address as the forge has to call it. */
const char *payload_url(struct request *r, const char *hook_id);

#endif
