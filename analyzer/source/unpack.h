#ifndef RC_SOURCE_UNPACK_H
#define RC_SOURCE_UNPACK_H
/*
 * Archive -> folder, meant to run inside a jailed child that can write to that folder only.
 * .zip, .7z, .tar plain or compressed by gzip, zstd, xz or bzip2, recognised by content. Files come
 * out with mode 0644, folders with 0755, paths as in the archive ('\\' counts as '/').
 *
 * An archive that tries to leave its folder (absolute path, drive letter, ".."), that is encrypted, cut
 * off or over a limit is refused as a whole: the error says why, and what was written so far is the
 * caller's to remove. Links, devices, second copies of a path and archives inside the archive do no
 * harm: links and devices are left out, of a path given twice the first stays, inner archives stay
 * files; all of it is noted.
 */
#include "base/arena.h"
#include "base/err.h"

struct unpack_limits {
	uint64_t entries;     /* files and folders */
	uint64_t total;	      /* bytes written, all files together */
	uint64_t file;	      /* bytes of one file */
	uint64_t ratio;	      /* bytes written per byte of archive ... */
	uint64_t ratio_from;  /* ... looked at once this much is written */
	unsigned path, depth; /* bytes of a path; folders inside each other */
};

/* Fits a driver repository with room to spare: Microsoft's whole sample repository has 7000 files, 150 MB. */
extern const struct unpack_limits unpack_defaults;

struct unpack_result {
	uint64_t entries, files, bytes;
	struct str format; /* "ZIP", "POSIX ustar", ... */
	struct str top;	   /* the one folder everything is in, for naming a review; empty where there is none */
	VEC(struct str) notes;
};

/* Reads the archive from `archive` (seekable or not) and writes below `folder`; both stay open. */
bool unpack(struct arena *a, int archive, int folder, const struct unpack_limits *lim, struct unpack_result *out,
	    struct err *e);

#endif
