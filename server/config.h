#ifndef RC_SERVER_CONFIG_H
#define RC_SERVER_CONFIG_H
/*
 * Settings: from a file of `key = value` lines, then from the environment (RINGCHECK_ + the key in capitals;
 * database_url also from DATABASE_URL), the later winning. server/ringcheck.conf.sample documents each key.
 */
#include "base/err.h"
#include "base/log.h"

enum { CONFIG_VALUE = 1024 };

struct config {
	char listen[CONFIG_VALUE];	 /* address */
	char database_url[CONFIG_VALUE]; /* libpq URL or keywords; may hold a password: never logged */
	char web[CONFIG_VALUE];		 /* folder of the page; empty = no page */
	char rules[CONFIG_VALUE];	 /* rules.json */
	char hosts[CONFIG_VALUE];	 /* further names in the Host header that are us, separated by commas */
	unsigned port;
	unsigned http_threads, db_threads;
	bool allow_remote;
	enum log_level log_level;
};

/* `file` may be NULL: then ringcheck.conf in the current folder is read where there is one. */
bool config_read(struct config *c, const char *file, struct err *e);
/* Is that address (numeric, or "localhost") this machine only? */
bool config_loopback(const char *address);

#endif
