#ifndef RC_GIT_GIT_PRIV_H
#define RC_GIT_GIT_PRIV_H
/* Private to git/. */
#include "base/scratch.h"
#include "git/git.h"

struct git {
	struct arena *a;
	struct git_config c;
	struct sandbox *jail;
	bool open_net; /* best-effort: there are no namespaces here */
	char missing[256];
	char *repo; /* the bare repository */
	int lock;
	uint64_t down, up; /* bytes of the network so far */
};

/* ---- repo.c ---- */

enum { REPO_SLOTS = 32 }; /* references, so that a fetch can say what is there: by the first digits of the commit */

/* Makes it usable: made where it is missing, of another kind, too large. */
bool repo_fit(struct git *g, bool sha256, struct err *e);
void repo_throw_away(struct git *g);

/* ---- relay.c ---- */

enum relay_end {
	RELAY_FINE,
	RELAY_NO_CONNECTION,
	RELAY_STALLED,
	RELAY_TOO_MUCH_DOWN,
	RELAY_TOO_MUCH_UP,
};

struct relay;
/* Accepts on `listener` (taken over) and connects each to the remote's address. */
struct relay *relay_new(int listener, const struct git_remote *r, uint64_t down_max, uint64_t up_max);
void relay_free(struct relay *x);
/* What to poll for; at most `room`. Returns how many. */
struct pollfd;
size_t relay_poll(struct relay *x, struct pollfd *v, size_t room);
/* After the poll, ready or not. */
void relay_work(struct relay *x);
enum relay_end relay_state(const struct relay *x);
const char *relay_why(const struct relay *x); /* of RELAY_NO_CONNECTION: the system's words */
void relay_bytes(const struct relay *x, uint64_t *down, uint64_t *up);

/* ---- run.c ---- */

/* One run of git in its jail. */
struct run {
	const char *const *args;	 /* behind "git", NULL at the end */
	struct str in;			 /* its standard input */
	const struct git_remote *remote; /* NULL = no network at all */
	struct buf *out;		 /* its standard output */
	/* Filled in: */
	int status;	 /* 0 = good */
	char said[2048]; /* the end of its standard error, in plain ASCII */
	enum relay_end net;
	char net_why[128];
};

/*
 * False with `e`: it could not be run to its end (jail, time, memory, too much output, cancelled, the network's limits). A status
 * other than 0 is no error here: git_sorry() makes one of it.
 */
bool run_git(struct git *g, struct run *r, struct err *e);
/* Turns what git or the relay said into a sentence with a code; false. */
bool git_sorry(const struct run *r, const char *what, struct err *e);

/* Which of these objects are there, and how large: size -1 = missing. */
bool objects_look(struct git *g, const struct str *oids, size_t n, int64_t *sizes, struct err *e);
/* Fetches blobs by name. */
bool objects_fetch(struct git *g, const struct git_remote *r, const struct str *oids, size_t n, struct err *e);
/* Arguments that limit a difference to the files that matter; NULL at the end. */
const char **matter_specs(struct arena *a, const char *const *before);

#endif
