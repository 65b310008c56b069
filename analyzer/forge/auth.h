#ifndef RC_FORGE_AUTH_H
#define RC_FORGE_AUTH_H
/* GitHub Apps: a JSON web token, signed with the app's key, buys tokens of an installation. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <time.h>

enum { AUTH_EARLY_S = 300 /* a token is renewed so long before its end */, AUTH_TOKEN = 8192 };

/* RS256, valid from a minute ago (clocks differ) for nine more. `pem`: PKCS#1 or PKCS#8. */
bool auth_jwt(struct str pem, const char *app_id, time_t now, struct buf *out, struct err *e);

/* "2026-11-25T22:41:00Z" (also with a fraction, an offset, or " UTC" as GitLab writes it) to Unix time; 0 = none. */
time_t auth_time(struct str text);

/* Installation tokens that are still good; one for all jobs of a process. */
struct auth_cache;
struct auth_cache *auth_cache_new(void);
void auth_cache_free(struct auth_cache *c);
/* The token, or empty. */
struct str auth_cache_get(const struct auth_cache *c, const char *key, time_t now);
void auth_cache_put(struct auth_cache *c, const char *key, struct str token, time_t until);
void auth_cache_drop(struct auth_cache *c, const char *key);

#endif
