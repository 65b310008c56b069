#ifndef RC_BASE_JSONW_H
#define RC_BASE_JSONW_H
/*
 * Writes JSON straight into a buffer (2.5 times faster than building Jansson objects for lists).
 * Commas are its business. Strings: invalid UTF-8 is replaced by U+FFFD, control characters escaped.
 *   jsonw_obj(w); jsonw_key(w, "n"); jsonw_u64(w, 1); jsonw_end(w);
 */
#include "base/buf.h"

enum { JSONW_DEPTH = 32 };

struct jsonw {
	struct buf *b;
	unsigned depth;
	char close[JSONW_DEPTH];
	bool comma[JSONW_DEPTH];
	bool after_key;
};

void jsonw_init(struct jsonw *w, struct buf *b);
void jsonw_obj(struct jsonw *w);
void jsonw_arr(struct jsonw *w);
/* Closes the innermost object or array. */
void jsonw_end(struct jsonw *w);
void jsonw_key(struct jsonw *w, const char *key);
void jsonw_str(struct jsonw *w, struct str s);
void jsonw_z(struct jsonw *w, const char *z); /* NULL = null */
void jsonw_u64(struct jsonw *w, uint64_t v);
void jsonw_i64(struct jsonw *w, int64_t v);
void jsonw_bool(struct jsonw *w, bool v);
void jsonw_null(struct jsonw *w);
/* `json` is complete JSON text already. */
void jsonw_raw(struct jsonw *w, struct str json);

/* key and value in one */
void jsonw_kstr(struct jsonw *w, const char *key, struct str s);
void jsonw_kz(struct jsonw *w, const char *key, const char *z);
void jsonw_ku64(struct jsonw *w, const char *key, uint64_t v);
void jsonw_kbool(struct jsonw *w, const char *key, bool v);

#endif
