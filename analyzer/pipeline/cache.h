#ifndef RC_PIPELINE_CACHE_H
#define RC_PIPELINE_CACHE_H
/*
 * The IR of units that did not change, kept between runs below the cache folder, in two files each:
 *   - units/<SHA-256 of the unit's key>: what it reads, a line "<SHA-256>  <path>" for each file of the tree. The key is all
 *     that decides a unit's IR but the contents of these: the program, the model and system headers, where the tree lies, the
 *     driver's and the unit's options, and the names of all files (a new header may come before another one);
 *   - units/<SHA-256 of the key and of these lines>: what came of it.
 * A unit is looked up by making the lines anew from the files as they are now. That is sound although an edit may change
 * which files are read: only what was read decides what is read next, so equal contents of the old files mean the same files.
 * An edit in a source or a header costs the units that read it, and going back to an earlier state costs nothing.
 *
 * Only jailed children read what is kept (it holds what users gave), and the parent checks what they send like any
 * child's answer. The parent makes the names, so that a child that was broken into can spoil its own unit's entry only. A
 * service for many people still should not keep it: see units_dir in pipeline.h.
 */
#include "base/buf.h"
#include "base/strtab.h"
#include "source/plan.h"
#include "source/tree.h"

enum {
	CACHE_KEY = 32,
	CACHE_FILE_MAX = 16 << 20, /* bytes of one file that is read: with a larger one the unit is not kept */
	CACHE_READS_MAX = 1 << 20, /* the lines of one unit */
	CACHE_BYTES = 512 << 20,   /* kept units altogether: beyond it the longest unused go, down to three quarters */
	CACHE_PCH_BYTES = 256 << 20,  /* the same of precompiled headers */
	CACHE_SETTLED_NS = 100000000, /* a file changed later than this before the review is not trusted */
};

struct cache_key {
	unsigned char b[CACHE_KEY];
	bool known;
};

/* ---- in jailed children ---- */

/* Of the tree's names, in the plan child. */
struct cache_key cache_tree(const struct tree *t);
/* Reads files below root, each once. */
struct cache_reader;
struct cache_reader *cache_reader(struct arena *a, const char *root);
/*
 * The lines of a unit that has read these files. False: what came of it may not be kept, as one of them changed since
 * `since_ns` of the real-time clock (or a little before), is too large, or lies in a folder that a tree does not list.
 */
bool cache_reads(struct cache_reader *r, const struct strtab *paths, uint64_t since_ns, struct buf *out);
/*
 * The two frames' payloads that were kept; false = none that fits, or not whole. malloc'ed into one block: free(*block).
 * `parts` is the name they are kept under, for cache_touch.
 */
bool cache_get(const char *dir, struct cache_reader *r, const struct cache_key *unit_key, struct cache_key *parts,
	       void **block, struct str *unit, struct str *ir);

/* ---- in the parent ---- */

/* The unit's key; not known = it is not kept. */
struct cache_key cache_unit(const char *root, const char *headers, const struct cache_key *tree,
			    const struct plan_driver *d, const struct plan_unit *u);
/* All whole, or nothing; failing is no error. */
void cache_put(const char *dir, const struct cache_key *unit_key, struct str reads, struct str unit, struct str ir);
/* Used just now. */
void cache_touch(const char *dir, const struct cache_key *key);
void cache_prune(const char *dir);

uint64_t cache_now_ns(void);

#endif
