#ifndef RC_SERVER_CONFIG_H
#define RC_SERVER_CONFIG_H
/*
 * Settings: from a file of `key = value` lines, then from the environment (RINGCHECK_ + the key in capitals;
 * database_url also from DATABASE_URL), the later winning. server/ringcheck.conf.sample documents each key.
 */
#include "base/err.h"
#include "base/log.h"
#include "base/seal.h"

enum { CONFIG_VALUE = 1024 };

struct config {
	char listen[CONFIG_VALUE];	 /* address */
	char database_url[CONFIG_VALUE]; /* libpq URL or keywords; may hold a password: never logged */
	char web[CONFIG_VALUE];		 /* folder of the page; empty = no page */
	char rules[CONFIG_VALUE];	 /* rules.json */
	char hosts[CONFIG_VALUE];	 /* further names in the Host header that are us, separated by commas */
	char secret_key[CONFIG_VALUE];	 /* 64 hex digits; wiped once read */
	char secret_key_file[CONFIG_VALUE];
	char public_url
		[CONFIG_VALUE]; /* how browsers and forges reach this server; no '/' at the end; empty = unknown */
	struct seal_key key;	/* of the two above */
	unsigned port;
	unsigned http_threads, db_threads;
	bool allow_remote;
	enum { TOKEN_AUTO, TOKEN_NO, TOKEN_YES } require_token;
	bool tokens; /* what follows from it: nothing but health, hooks and static files is open without a token */
	enum log_level log_level;
};

/* `file` may be NULL: then ringcheck.conf in the current folder is read where there is one. */
bool config_read(struct config *c, const char *file, struct err *e);
/* The host (no port; brackets stay) of an http or https URL; empty where it is none. */
struct str config_url_host(struct str url);
/* Is that address (numeric, or "localhost") this machine only? */
bool config_loopback(const char *address);

#endif
