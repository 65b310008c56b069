#ifndef RC_SOURCE_PATH_H
#define RC_SOURCE_PATH_H
/* Paths inside a tree: relative, '/' separated, without "." and "..". Pure text; nothing is looked up. */
#include "base/arena.h"

/*
 * Normalises `rel` (Windows or Unix separators, quotes around it dropped) seen from `folder`.
 * False where it is absolute (drive letter, UNC, leading separator) or leads above the root.
 */
bool path_join(struct arena *a, struct str folder, struct str rel, struct str *out);
/* True for "C:\x", "\\server\x", "/x", "\x". */
bool path_absolute(struct str p);
struct str path_dir(struct str p);		  /* "a/b.c" -> "a"; "b.c" -> "" */
struct str path_name(struct str p);		  /* "a/b.c" -> "b.c" */
struct str path_stem(struct str p);		  /* "a/b.c" -> "b" */
struct str path_ext(struct str p);		  /* "a/b.c" -> ".c", "" where there is none */
bool path_has_ext(struct str p, const char *ext); /* ".c", letter case does not matter */
/* True where p is folder itself or below it. */
bool path_under(struct str p, struct str folder);
/* Number of leading components both have in common. */
size_t path_common(struct str a, struct str b);
struct str path_slashes(struct arena *a, struct str p); /* a copy with '\\' turned into '/' */

/* .c .cpp .cc .cxx .c++ */
bool path_is_source(struct str p);
bool path_is_cplusplus(struct str p);
/* "c++20", "gnu++2a", "stdcpp20", "c++latest": 20, 20, 20, 23; 0 = another one. */
uint32_t cplusplus_standard(struct str word);
bool path_is_header(struct str p);

/* ASCII lower case copy. */
struct str str_lower(struct arena *a, struct str s);
/* Is `part` in `s`, ASCII letter case aside? */
bool str_has_nocase(struct str s, const char *part);
bool str_starts_nocase(struct str s, const char *prefix);
bool str_is_nocase(struct str s, const char *z);
/* strcmp order */
int str_order(struct str a, struct str b);

#endif
