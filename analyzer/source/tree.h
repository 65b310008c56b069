#ifndef RC_SOURCE_TREE_H
#define RC_SOURCE_TREE_H
/*
 * A folder of sources, walked once: what is in it, found by name as Windows finds it (ASCII letter
 * case does not matter), read without ever leaving it. Paths are relative, '/' separated, in true
 * letter case; "" is the folder itself.
 *
 * Symbolic links: one that leads to a file inside the tree stands for that file; every other link is
 * left out and noted. No system call here ever follows a link.
 */
#include "base/arena.h"
#include "base/err.h"

/*
 * Limits of a tree, of one file of it, and of what is read to plan it. A tree over TREE_FILES is an
 * error (a narrower path helps); anything else over its limit is left out and noted.
 */
enum {
	TREE_FILES = 200000,	   /* files and folders together */
	TREE_DEPTH = 64,	   /* folders inside folders */
	TREE_PATH = 1024,	   /* bytes of a relative path */
	TREE_FILE_MAX = 16 << 20,  /* bytes of one file that is read as text */
	TREE_NOTES = 100,	   /* notes kept; the rest is counted */
	PLAN_PROJECTS = 4000,	   /* project files looked at */
	PLAN_UNITS = 50000,	   /* units of all drivers together */
	PLAN_XML_MAX = 4 << 20,	   /* bytes of a project file or property sheet */
	MSB_IMPORTS = 256,	   /* files one project imports */
	MSB_IMPORT_DEPTH = 24,	   /* imports inside imports */
	MSB_EXPAND_DEPTH = 16,	   /* macros inside macros' arguments */
	MSB_VALUE_MAX = 256 << 10, /* bytes of one property or metadata value */
	MSB_WORK_MAX = 128 << 20,  /* bytes written by expansion for one project */
	MSB_ITEMS = 10000,	   /* items of one project */
	DDK_INCLUDES = 32,	   /* !INCLUDE inside !INCLUDE */
	SCAN_INCLUDE_DEPTH = 40,   /* #include inside #include, when looking for what a unit reads */
	SCAN_FILES = 4000,	   /* files looked at for one driver's includes */
	COMPDB_ENTRIES = 50000
};

enum tree_kind { TREE_FILE, TREE_FOLDER };

struct tree_entry {
	struct str path;
	enum tree_kind kind;
	struct str target;		      /* of a symbolic link: the file of the tree it stands for */
	uint32_t name_at;		      /* where the last component starts in path */
	uint32_t first_child, children;	      /* of a folder: tree_at(first_child), sorted by name */
	uint32_t next_folded, next_same_name; /* chains of the index; entry number + 1 */
};

struct tree;

/* Walks `root`, following it where it is a link itself. The tree lives in the arena; call tree_close. */
struct tree *tree_open(struct arena *a, const char *root, struct err *e);
void tree_close(struct tree *t);
/* The folder's descriptor; the tree keeps it. */
int tree_root(const struct tree *t);

size_t tree_count(const struct tree *t);
const struct tree_entry *tree_at(const struct tree *t, size_t i);
uint32_t tree_number(const struct tree *t, const struct tree_entry *f);

/* The entry of that relative path; the one in the same letter case where names differ only by case. */
const struct tree_entry *tree_find(const struct tree *t, struct str path);
/* As tree_find, but only a file / only a folder. */
const struct tree_entry *tree_file(const struct tree *t, struct str path);
const struct tree_entry *tree_folder(const struct tree *t, struct str path);
/* All entries whose last component is `name`: start with prev = NULL. */
const struct tree_entry *tree_named(const struct tree *t, struct str name, const struct tree_entry *prev);

/* The bytes of a file. */
bool tree_read(const struct tree *t, struct arena *a, const struct tree_entry *f, size_t max, struct str *out,
	       struct err *e);
/* The text of a file of up to `max` bytes as UTF-8 (see source/text.h); ERR_INPUT "binary" where it is none. */
bool tree_text(const struct tree *t, struct arena *a, const struct tree_entry *f, size_t max, struct str *out,
	       struct err *e);

/* What was left out while walking, and why ("a/b: a symbolic link that leaves the folder"). */
size_t tree_notes(const struct tree *t);
struct str tree_note(const struct tree *t, size_t i);

#endif
