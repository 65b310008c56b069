#ifndef RC_GIT_CHANGES_H
#define RC_GIT_CHANGES_H
/*
 * What differs between two commits, read from git's own output. The readers are pure and take their
 * input for hostile: names and sizes in it come from the repository.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum {
	CHANGES_FILES = 20000,	     /* files of one difference; the rest is cut */
	CHANGES_HUNKS = 200000,	     /* of all files together; beyond them lines are not known */
	CHANGES_TOLD = 3000,	     /* files in reviews.changes */
	CHANGES_TOLD_RANGES = 20000, /* line ranges in it */
	GIT_SHA = 64,		     /* hex digits at most: SHA-1 has 40, SHA-256 has 64 */
};

/* `old_n` lines from `old_at` became `new_n` lines from `new_at`; lines count from 1. Of an empty side, `at` is the line before. */
struct hunk {
	uint32_t old_at, old_n, new_at, new_n;
};

struct change {
	struct str path;	 /* in the new commit; of a deleted file, in the old one */
	struct str old;		 /* where it was renamed or copied from; otherwise empty */
	char status;		 /* 'A' added, 'M' modified, 'D' deleted, 'R' renamed */
	bool file;		 /* an ordinary file on the side(s) where it is: no link, no submodule */
	bool lines;		 /* the hunks are known and complete: neither binary nor cut */
	struct str old_oid, oid; /* blobs; empty where there is none */
	VEC(struct hunk) hunks;	 /* ascending */
};

struct changes {
	VEC(struct change) v; /* in order of the paths */
	bool cut;	      /* there are more files, or hunks were left out */
};

/* `git diff --raw -z --no-abbrev`, with a patch (-U0) behind it or without. Appends. */
bool changes_read(struct arena *a, struct str out, struct changes *c, struct err *e);

/* By path in the new commit (of a deleted file: in the old one), or NULL. */
const struct change *changes_find(const struct changes *c, struct str path);
/* The change whose file had this path in the old commit, or NULL: the file is as it was. */
const struct change *changes_from(const struct changes *c, struct str old_path);
/* Was the line of the new file added or changed? */
bool change_touches(const struct change *c, uint32_t line);
/* Where a line of the old file is in the new one; 0 = it is gone, or that is not known. NULL = an unchanged file. */
uint32_t change_line(const struct change *c, uint32_t old_line);

/* As reviews.changes wants it: migrations/0003_projects.sql. Ends with {"cut": true} where something is missing. */
void changes_json(const struct changes *c, struct buf *out);

#endif
