#ifndef RC_PIPELINE_CACHE_H
#define RC_PIPELINE_CACHE_H
/*
 * The IR of units that did not change, kept between runs below the cache folder: units/<key>.
 *
 * A key is the SHA-256 of everything that a unit's IR can depend on:
 *   - the program, the model and system headers, where the tree lies, the driver's and the unit's options;
 *   - of the tree: the names of all files (a new header may come before another one), and the contents of all but the
 *     units themselves. Where any text includes a source file, the contents of all units count, too. Of what lies
 *     beside the folder that was asked for, size and time count instead of contents;
 *   - the unit's own contents.
 * So an edit in a source costs one unit, an edit in a header all of them, and nothing has to be known of who reads what.
 *
 * Only jailed children read what is kept (it holds what users gave), and the parent checks what they send like any
 * child's answer. The parent makes the names, so that a child that was broken into can spoil its own unit's entry only. A
 * service for many people still should not keep it: see units_dir in pipeline.h.
 */
#include "base/buf.h"
#include "source/plan.h"
#include "source/tree.h"

enum {
	CACHE_KEY = 32,
	CACHE_FILE_MAX = 1 << 20,  /* bytes: of larger files beside the units size and time count, not contents */
	CACHE_TREE_MAX = 64 << 20, /* read of one tree; of the rest size and time count */
	CACHE_UNIT_MAX = 16 << 20, /* one unit's source */
	CACHE_BYTES = 512 << 20,   /* kept units altogether: beyond it the longest unused go, down to three quarters */
	CACHE_PCH_BYTES = 256 << 20,  /* the same of precompiled headers */
	CACHE_SETTLED_NS = 100000000, /* a file changed later than this before the review is not trusted */
};

struct cache_key {
	unsigned char b[CACHE_KEY];
	bool known;
};

/* ---- in jailed children ---- */

/* Of the tree, in the plan child. `paths` as in plan_make. */
struct cache_key cache_tree(const struct tree *t, const struct plan *p, const struct str *paths, size_t n);
/* Of one unit's own contents. */
struct cache_key cache_source(const char *root, struct str path);
/* The two frames' payloads that were kept under this key; false = none, or not whole. malloc'ed into one block: free(*block). */
bool cache_get(const char *dir, const struct cache_key *key, void **block, struct str *unit, struct str *ir);
/*
 * May the IR that came of these files (relative to root; "<...>" are headers of the system) be kept? Not where one changed
 * since `since_ns` of the real-time clock (or a little before), or lies in a folder that a tree does not list.
 */
bool cache_fit(const char *root, const struct str *paths, size_t n, uint64_t since_ns);

/* ---- in the parent ---- */

/* All but the contents of the unit. */
struct cache_key cache_unit(const char *root, const char *headers, const struct cache_key *tree,
			    const struct plan_driver *d, const struct plan_unit *u);
/* With them. */
struct cache_key cache_whole(const struct cache_key *unit, const struct cache_key *source);
/* Both parts whole, or nothing; failing is no error. */
void cache_put(const char *dir, const struct cache_key *key, struct str unit, struct str ir);
/* Used just now. */
void cache_touch(const char *dir, const struct cache_key *key);
void cache_prune(const char *dir);

uint64_t cache_now_ns(void);

#endif
