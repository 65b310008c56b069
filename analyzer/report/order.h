#ifndef RC_REPORT_ORDER_H
#define RC_REPORT_ORDER_H
/* Total orders for sorting findings: negative, 0 or positive. */
#include "report/finding.h"

static inline int order_str(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.s, b.s, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

static inline int order_u32(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* By file, line, column. */
static inline int order_place(const struct place *a, const struct place *b)
{
	int c = order_str(a->file, b->file);
	if (!c)
		c = order_u32(a->line, b->line);
	return c ? c : order_u32(a->col, b->col);
}

#endif
