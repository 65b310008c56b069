#ifndef RC_BASE_BUF_H
#define RC_BASE_BUF_H
/*
 * A growing byte buffer with a mandatory maximum. Going over it (or out of memory) sets `full`
 * and drops what follows; callers test `full` once at the end. Always NUL-terminated when n > 0.
 */
#include "base/str.h"

#include <stdint.h>

struct buf {
	char *s;
	size_t n, cap, max;
	bool full;
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
void buf_clear(struct buf *b);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *z);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_u64(struct buf *b, uint64_t v);
void buf_i64(struct buf *b, int64_t v);
static inline struct str buf_view(const struct buf *b)
{
	return (struct str){ b->s ? b->s : "", b->n };
}

#endif
