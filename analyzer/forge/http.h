#ifndef RC_FORGE_HTTP_H
#define RC_FORGE_HTTP_H
/*
 * One request over http(s) at a time, to a place that net.h approved. TLS is verified; no proxy of the environment, no cookies, no
 * redirects. Bodies and headers appear in no log and no error.
 */
#include "base/buf.h"
#include "base/err.h"
#include "forge/net.h"

enum { HTTP_PIN_S = 60 /* a resolved name is believed for so long */, HTTP_LINE = 2048, HTTP_CURSOR = 256 };

struct http;

/* What may stop a request that is under way; asked about once a second. */
typedef bool http_stop(void *user);

struct http *http_new(const struct net_policy *policy, const char *ca_file, http_stop *stop, void *user);
void http_free(struct http *h); /* NULL is fine */

struct http_ask {
	const char *method, *url;
	const char *const *headers; /* "Name: value", NULL at the end */
	struct str body;
	size_t max; /* bytes of the answer */
	uint32_t timeout_ms;
};

struct http_said {
	int status;
	double ms;
	struct buf body; /* free it */
	char location[HTTP_LINE];
	bool next;		  /* there is another page (Link, X-Next-Page) */
	char cursor[HTTP_CURSOR]; /* "cursor=" of the Link to it, still escaped */
	int64_t retry_after_s;	  /* -1 = not said */
	int64_t remaining;	  /* requests left in the window; -1 = not said */
	int64_t reset;		  /* Unix time of the window's end; -1 = not said */
};

/* True: there is an answer, whatever its status. ERR_UNAVAILABLE, ERR_DENIED, ERR_TOO_LARGE, ERR_CONFLICT (stopped). */
bool http_do(struct http *h, const struct http_ask *q, struct http_said *a, struct err *e);

#endif
