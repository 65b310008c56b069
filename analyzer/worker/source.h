#ifndef RC_WORKER_SOURCE_H
#define RC_WORKER_SOURCE_H
/* A project's commits on this machine: the repository, and trees that follow what is reviewed. */
#include "git/git.h"
#include "worker/project.h"

enum {
	SOURCE_TREES = 8,     /* trees of one project: reviews of it at once */
	SOURCE_PROJECTS = 200 /* folders of projects; beyond it the longest unused go */
};

/* What is asked for. */
struct source_want {
	struct str head;     /* commit */
	struct str base;     /* tip of the target branch, or the commit before; empty = none */
	struct str base_ref; /* branch name; may be empty */
	struct str head_ref; /* of the branch or the pull request's own; may be empty */
	uint64_t pull;	     /* its number; 0 = none */
	bool fork;
	struct str fork_url; /* where a fork's head is */
	bool common;	     /* compare with the best common ancestor instead of `base` itself */
	bool apart;	     /* with `common`: a head that is part of the base's history is compared with nothing */
	bool base_may_miss;  /* a base that is gone is no error */
};

struct source {
	struct worker *w;
	struct job *j;
	struct arena *a;
	const struct project *p;
	struct git_remote remote, head_remote; /* the latter: the fork's own, where the head is only there */
	struct buf user, password;
	char *dir, *tree;
	char *tree_units; /* where the IR of its units may be kept */
	bool turned;	  /* `tree` does not hold the head any more */
	int tree_lock;
	struct git *git; /* open while it is used; the repository is locked then */
	struct str base; /* what to compare with; empty = nothing */
	bool compared;	 /* `changes` are those between base and head */
	struct changes changes;
	git_notes notes;
};

/* Fetches, compares, and makes `tree` hold the head. */
bool source_open(struct source *s, struct worker *w, struct arena *a, struct job *j, const struct project *p,
		 const struct source_want *want, struct err *e);
/* Makes `tree` hold that commit, which was fetched. */
bool source_turn(struct source *s, struct str commit, struct err *e);
/* What differs between two commits, where both are there already; false: not known. */
bool source_changes(struct source *s, struct str from, struct str to, struct changes *out);
void source_close(struct source *s);

#endif
