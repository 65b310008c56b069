#ifndef RC_PIPELINE_WIRE_H
#define RC_PIPELINE_WIRE_H
/*
 * Numbers and strings in a frame's payload: u32, u64 and doubles in the machine's byte order, strings
 * as u32 length and bytes. The reader checks every length against what is there and what is
 * allowed; the first fault sticks (`bad` says what), everything after it reads as zero and empty.
 */
#include "base/arena.h"
#include "base/buf.h"

void wire_u32(struct buf *b, uint32_t v);
void wire_u64(struct buf *b, uint64_t v);
void wire_f64(struct buf *b, double v);
void wire_str(struct buf *b, struct str s);

struct wire {
	struct arena *a; /* strings are copied into it */
	const char *p;
	size_t n;
	const char *bad; /* NULL = all well so far */
};

uint32_t wire_get_u32(struct wire *w);
uint64_t wire_get_u64(struct wire *w);
double wire_get_f64(struct wire *w); /* finite and not negative */
bool wire_get_bool(struct wire *w);
/* A number of elements, at most `max`. */
uint32_t wire_get_count(struct wire *w, uint32_t max);
/* Any bytes without a NUL, at most `max`. */
struct str wire_get_bytes(struct wire *w, size_t max);
/* For people: made well-formed UTF-8 without control characters; longer than `max` is cut. */
struct str wire_get_text(struct wire *w, size_t max);
/* A relative path that path_good() accepts. `empty` allows none. */
struct str wire_get_path(struct wire *w, bool empty);
/* All read, nothing left over, no fault? */
bool wire_end(const struct wire *w);

/* Relative, UTF-8, no empty, "." or ".." component, no control character, no backslash, at most PIPE_PATH bytes. */
bool path_good(struct str p);
/* See wire_get_text. */
struct str text_clean(struct arena *a, struct str s, size_t max);

#endif
