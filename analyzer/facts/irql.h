#ifndef RC_FACTS_IRQL_H
#define RC_FACTS_IRQL_H
/* Interrupt request levels as the contracts speak of them: ordered, all device levels one. */
#include "base/str.h"

#include <stdint.h>

enum irql {
	IRQL_UNKNOWN = -1, /* not a level: "nobody says" */
	IRQL_PASSIVE = 0,
	IRQL_APC = 1,
	IRQL_DISPATCH = 2,
	IRQL_DIRQL = 3, /* any device interrupt level */
	IRQL_HIGH = 4,	/* clock, IPI, power, high */
	IRQL_LEVELS
};

/* The levels code may run at, both ends included. Empty (impossible) where lo > hi. */
struct irql_range {
	enum irql lo, hi;
};

#define IRQL_ANY ((struct irql_range){ IRQL_PASSIVE, IRQL_HIGH })
#define IRQL_EMPTY ((struct irql_range){ IRQL_HIGH, IRQL_PASSIVE })

/* "DISPATCH_LEVEL", "DISPATCH_LEVEL + 1", "(KIRQL)2", "<= DISPATCH", "0x2", "HIGH": false where it is none. */
bool irql_parse(struct str text, enum irql *out);
/* The level of a KIRQL number (x64: 0, 1, 2, 3-11 device, 12-15 high); IRQL_UNKNOWN below 0 and above 31. */
enum irql irql_from_number(int64_t n);
/* "PASSIVE_LEVEL" ... "DIRQL", "HIGH_LEVEL"; "unknown". */
const char *irql_name(enum irql level);

static inline bool irql_is_empty(struct irql_range r)
{
	return r.lo > r.hi;
}
/* Smallest range that holds both. */
struct irql_range irql_hull(struct irql_range a, struct irql_range b);
/* Common levels; empty where there are none. */
struct irql_range irql_meet(struct irql_range a, struct irql_range b);
static inline bool irql_same(struct irql_range a, struct irql_range b)
{
	return (a.lo == b.lo && a.hi == b.hi) || (irql_is_empty(a) && irql_is_empty(b));
}

#endif
