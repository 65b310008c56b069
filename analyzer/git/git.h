#ifndef RC_GIT_GIT_H
#define RC_GIT_GIT_H
/*
 * Sources out of a project's repository, by git's command line in a jail.
 *
 *	git_open -> git_fetch -> git_changes, git_checkout ... -> git_close
 *
 * Every run of git is a jailed child (sandbox/): no hooks, filters, submodules, helpers or prompts, no
 * configuration but ours, no file but the repository's and git's own programs, and a network of its own
 * in which there is one listening socket: whatever connects to it is relayed to the one address that
 * the caller has looked up and approved. TLS stays between git and the forge.
 *
 * The bare repository is a cache: without blobs but for those that were wanted, shallow, and thrown away
 * whenever something about it is wrong.
 */
#include "git/changes.h"
#include "sandbox/sandbox.h"

#include <sys/socket.h>

/* All limits of this folder; changes.h has those of differences. */
enum {
	GIT_WALL_S = 300, /* one run of git */
	GIT_LOCK_S = 300, /* waiting for another worker with the same repository */
	GIT_STALL_S = 30, /* nothing came over the network */
	GIT_CONNECT_S = 10,
	GIT_DOWN_MIB = 1024,   /* received for one review */
	GIT_UP_MIB = 64,       /* sent */
	GIT_PACK_MIB = 1024,   /* one file of the repository */
	GIT_MEMORY_MIB = 4096, /* address space of one git process */
	GIT_OUT_MIB = 256,     /* what one run says: lists, differences, contents */
	GIT_REPO_MIB = 2048,   /* a larger repository is thrown away and fetched anew */
	GIT_PACKS = 300,       /* as is one of more packs */
	GIT_DEPTH = 64,	       /* commits fetched first; then, until both sides meet: */
	GIT_DEEPEN = 512,
	GIT_DEEPEN_MAX = 8192,
	GIT_FILE_MIB = 16,   /* one file that is checked out */
	GIT_TREE_MIB = 1024, /* all of them */
	GIT_TREE_FILES = 100000,
	GIT_URL = 2000,
};

/* Where from. Looked up and approved by the caller. */
struct git_remote {
	struct str url;		      /* http or https, without user or password */
	struct sockaddr_storage addr; /* pinned: nothing else is connected to */
	socklen_t addr_n;
	struct str user, password; /* both may be empty */
};

struct git_config {
	const char *git;     /* the program; NULL = /usr/bin/git */
	const char *ca_file; /* certificates to trust instead of the system's; NULL or "" = the system's */
	const char *dir;     /* folder of the repository; made where it is missing. Its parents belong to the caller */
	enum sandbox_need need;
	uint32_t jail_uid;
	uint32_t down_mib; /* 0 = GIT_DOWN_MIB */
	uint32_t wall_s;   /* 0 = GIT_WALL_S */
	/* Asked about ten times a second; true: stop (ERR_CONFLICT). May be NULL. */
	bool (*cancelled)(void *user);
	void *user;
};

struct git;

/* Waits for the repository's lock. Everything lives in `a` but what git_close frees. */
struct git *git_open(struct arena *a, const struct git_config *c, struct err *e);
void git_close(struct git *g);
/* A line about what the jail lacks here (best-effort), or NULL. */
const char *git_missing(const struct git *g);

/* One commit to fetch: by its name, or where the forge does not give it by that, through these references. */
struct git_want {
	struct str sha;	 /* 40 or 64 hex digits */
	struct str ref;	 /* "refs/pull/7/head"; may be empty */
	struct str ref2; /* another one */
};

/*
 * Fetches what is not there yet. ERR_NOT_FOUND: a commit is gone. ERR_DENIED: the forge refuses. ERR_TOO_LARGE,
 * ERR_TIMEOUT, ERR_UNAVAILABLE, ... The texts are sentences for people and hold no secret.
 */
bool git_fetch(struct git *g, const struct git_remote *r, const struct git_want *want, size_t n, struct err *e);
/*
 * The best common ancestor of both (which are fetched already), deepening within bounds. Empty, without an error: the
 * histories have nothing in common, or not within GIT_DEEPEN_MAX commits.
 */
bool git_merge_base(struct git *g, const struct git_remote *r, struct str a, struct str b, struct str *out,
		    struct err *e);
/* With hunks and renames of the files that matter, whose contents are fetched for it. `r` NULL: all is there. */
bool git_changes(struct git *g, const struct git_remote *r, struct str base, struct str head, struct changes *out,
		 struct err *e);

/*
 * Makes the folder hold exactly the commit's files that matter to a review, touching only what differs from
 * what it held before. `notes` gets what was left out ("path: why").
 */
typedef VEC(struct str) git_notes;
bool git_checkout(struct git *g, const struct git_remote *r, struct str commit, const char *folder, git_notes *notes,
		  struct err *e);

/* Sources, headers, projects, INF and what else a review reads; by name. */
bool git_matters(struct str path);
/* 40 or 64 lower-case hex digits. */
bool git_sha_ok(struct str sha);
/* Scheme, host and port of an http(s) URL; false with `e`: not one that may be fetched from. */
struct git_url {
	bool tls;
	struct str host; /* lower case */
	uint16_t port;
};
bool git_url_split(struct arena *a, struct str url, struct git_url *out, struct err *e);

#endif
