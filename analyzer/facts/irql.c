#include "facts/irql.h"

static const struct {
	const char *word;
	enum irql level;
} words[] = {
	{ "PASSIVE_LEVEL", IRQL_PASSIVE }, { "PASSIVE", IRQL_PASSIVE },	 { "LOW_LEVEL", IRQL_PASSIVE },
	{ "APC_LEVEL", IRQL_APC },	   { "APC", IRQL_APC },		 { "DISPATCH_LEVEL", IRQL_DISPATCH },
	{ "DISPATCH", IRQL_DISPATCH },	   { "CMCI_LEVEL", IRQL_DIRQL }, { "DIRQL", IRQL_DIRQL },
	{ "DEVICE_LEVEL", IRQL_DIRQL },	   { "CLOCK_LEVEL", IRQL_HIGH }, { "CLOCK1_LEVEL", IRQL_HIGH },
	{ "CLOCK2_LEVEL", IRQL_HIGH },	   { "SYNCH_LEVEL", IRQL_HIGH }, { "IPI_LEVEL", IRQL_HIGH },
	{ "PROFILE_LEVEL", IRQL_HIGH },	   { "DRS_LEVEL", IRQL_HIGH },	 { "POWER_LEVEL", IRQL_HIGH },
	{ "HIGH_LEVEL", IRQL_HIGH },	   { "HIGH", IRQL_HIGH },	 { "SYNCH", IRQL_HIGH },
};

enum irql irql_from_number(int64_t n)
{
	if (n < 0 || n > 31)
		return IRQL_UNKNOWN;
	if (n <= IRQL_DISPATCH)
		return (enum irql)n;
	return n < 12 ? IRQL_DIRQL : IRQL_HIGH;
}

/* Brackets and casts around a level: "((KIRQL)2)". */
static struct str strip(struct str t)
{
	for (;;) {
		struct str inner = t = str_trim(t);
		if (str_starts(t, STR("(KIRQL)"))) {
			t.s += 7;
			t.n -= 7;
		} else if (t.n > 1 && t.s[0] == '(' && t.s[t.n - 1] == ')') {
			t.s += 1;
			t.n -= 2;
		}
		if (t.n == inner.n)
			return t;
	}
}

bool irql_parse(struct str text, enum irql *out)
{
	struct str t = strip(text), head, tail;
	unsigned long long n, plus = 0;
	if (str_starts(t, STR("<="))) {
		t.s += 2;
		t.n -= 2;
		t = str_trim(t);
	}
	/* "DISPATCH_LEVEL + 1" is how headers say "device level". */
	if (str_cut(t, '+', &head, &tail)) {
		if (!str_to_u64(str_trim(tail), &plus) || plus > 31)
			return false;
		t = str_trim(head);
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(t, words[i].word)) {
			*out = plus ? irql_from_number((int64_t)words[i].level + (int64_t)plus) : words[i].level;
			return true;
		}
	if (!str_to_u64(t, &n) || n > 31)
		return false;
	*out = irql_from_number((int64_t)(n + plus));
	return *out != IRQL_UNKNOWN;
}

const char *irql_name(enum irql level)
{
	static const char *const names[] = { "PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL", "DIRQL", "HIGH_LEVEL" };
	return level >= IRQL_PASSIVE && level < IRQL_LEVELS ? names[level] : "unknown";
}

struct irql_range irql_hull(struct irql_range a, struct irql_range b)
{
	if (irql_is_empty(a))
		return b;
	if (irql_is_empty(b))
		return a;
	return (struct irql_range){ a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi };
}

struct irql_range irql_meet(struct irql_range a, struct irql_range b)
{
	struct irql_range r = { a.lo > b.lo ? a.lo : b.lo, a.hi < b.hi ? a.hi : b.hi };
	return irql_is_empty(r) ? IRQL_EMPTY : r;
}
