#ifndef RC_REPORT_LINE_HASH_H
#define RC_REPORT_LINE_HASH_H
/*
 * What GitHub's code scanning knows a result again by (`primaryLocationLineHash`; it heeds no other fingerprint): of the
 * text from a line's start on, the next 100 characters that are not blank, and how often that came before in the file.
 */
#include "base/arena.h"

struct line_hash {
	uint64_t hash;
	uint32_t times; /* from 1 */
};

typedef VEC(struct line_hash) line_hash_list;

/* Of every line of the file, in order. Linear. */
void line_hashes(struct arena *a, struct str text, line_hash_list *out);
/* "8b7cf3e952e7aeb2:1" */
struct str line_hash_text(struct arena *a, struct line_hash h);

#endif
