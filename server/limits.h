#ifndef RC_SERVER_LIMITS_H
#define RC_SERVER_LIMITS_H
/*
 * Every limit of ringcheckd, in one place. Those a client can run into are named in server/openapi.yaml
 * and in the problem's text.
 */
#include <stddef.h>

enum {
	/* --- uploads --- */
	UPLOAD_REQUEST_MAX = 256 << 20, /* bytes of one request's body */
	UPLOAD_FILE_MAX = 16 << 20,	/* bytes of one file (not of an archive, that is bound by the request) */
	UPLOAD_FILES_MAX = 20000,
	UPLOAD_TEXT_MAX = 8 << 20,  /* a JSON body; pasted text */
	UPLOAD_OPTIONS_MAX = 65536, /* bytes of options */
	UPLOAD_NAME_MAX = 200,	    /* characters of a review's name */
	UPLOAD_PATH_MAX = 400,	    /* bytes of a path; the schema says the same (rc_path_ok) */
	UPLOAD_CHUNK = 256 << 10,   /* an archive is stored in rows of this many bytes */
	UPLOAD_PENDING = 256 << 10, /* bytes waiting for the database before the client is held back */
	UPLOAD_BATCH = 32,	    /* files in one transaction */
	UPLOAD_PARALLEL = 16,	    /* at once: each holds up to 3 * UPLOAD_FILE_MAX in memory at worst */
	UPLOAD_SECONDS = 3600,	    /* for a whole upload, however slowly it drips in */
	UPLOAD_DRAIN_MAX =
		512 << 20,	   /* read and thrown away so that the client gets its answer; then the line is cut */
	UPLOAD_IDLE_MINUTES = 120, /* uploads untouched for so long belonged to a server that died */

	/* --- requests --- */
	HTTP_CONNECTIONS = 512,
	HTTP_IDLE_SECONDS = 30, /* without a byte in either direction */
	HTTP_CONNECTION_MEMORY =
		20 << 10,	    /* request line and headers; libmicrohttpd clears all of it for each request */
	HTTP_SMALL_BODY = 64 << 10, /* a body where none is expected */
	HTTP_PARAMS = 16,	    /* query parameters */
	HTTP_PARAM_MAX = 2048,	    /* bytes of one value, after decoding */
	RESPONSE_MAX = 64 << 20,    /* a page of anything */
	SARIF_MAX = 256 << 20,
	STATIC_MAX = 64 << 20, /* all of web/dist, in memory */
	STATIC_FILE_COUNT = 500,
	RULES_MAX = 16 << 20, /* rules.json */

	HOOK_BODY_MAX = 25 << 20,  /* bytes of a delivery: what GitHub and GitLab send at most */
	JSON_BODY_MAX = 256 << 10, /* of a request to change something */
	BODY_SECONDS = 60,	   /* for such a body, however slowly it drips in */
	BODIES_MAX = 256 << 20,	   /* of all such bodies together */

	/* --- access --- */
	ACCESS_KNOWN = 512,	   /* tokens remembered as good */
	ACCESS_CACHE_SECONDS = 10, /* for so long; a change is told at once (NOTIFY) */
	ACCESS_ADDRESSES = 1024,
	ACCESS_FAILURES = 30, /* wrong tokens of one address in a minute before it has to wait */
	ACCESS_SESSION_SECONDS = 12 * 3600,
	TOKENS_DAYS_MAX = 3660, /* an expiry may lie so far ahead */

	/* --- lists --- */
	PAGE_DEFAULT = 50,
	PAGE_MAX = 500,
	SARIF_FINDINGS = 20000,

	/* --- database --- */
	DB_BATCH = 8,		       /* requests sent down one pipeline */
	DB_QUERIES = UPLOAD_BATCH + 4, /* of one task */
	DB_PARAMS = 14,
	DB_STATEMENTS = 200, /* prepared, per connection */
	DB_QUEUE_MAX = 2048, /* tasks waiting; beyond it requests are refused with 503 */
	DB_READ_SECONDS = 5, /* a reader waits so long for a lost database to come back */
	DB_WRITE_SECONDS = 20,
	DB_STATEMENT_MS = 30000,
	DB_WRITERS = 2, /* threads and connections for uploads and other writes */

	/* --- events --- */
	EVENTS_STREAMS = 256,
	EVENTS_PAGE = 200,
	EVENTS_PENDING_MAX = 4 << 20,
	EVENTS_PING_SECONDS = 15,
	REAP_SECONDS = 10, /* between looks for lost leases and abandoned uploads */

	STOP_SECONDS = 20, /* a graceful stop waits so long for requests under way */
};

#endif
