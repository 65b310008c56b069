#include "facts/slots.h"

#include "facts/find.h"

static const struct slot slots[] = {
#define SLOT_FIELD(record, field, role) { record, field, -1, role },
#include "facts/slots.def"
#define SLOT_FIELD(record, field, role) { record, field, -1, role },
#include "facts/slots_wdf.def"
#define SLOT_ARG(func, arg, role) { func, NULL, arg, role },
#include "facts/slots.def"
#define SLOT_ARG(func, arg, role) { func, NULL, arg, role },
#include "facts/slots_wdf.def"
};

/* The four parts of the table, each sorted. */
enum {
	WDM_FIELDS = 0
#define SLOT_FIELD(record, field, role) +1
#include "facts/slots.def"
	,
	WDF_FIELDS = 0
#define SLOT_FIELD(record, field, role) +1
#include "facts/slots_wdf.def"
	,
	WDM_ARGS = 0
#define SLOT_ARG(func, arg, role) +1
#include "facts/slots.def"
	,
	ALL = sizeof slots / sizeof *slots
};

static int compare(const struct slot *s, struct str where, struct str field, int arg)
{
	int c = facts_cmp(where, s->where);
	if (c)
		return c;
	return s->field ? facts_cmp(field, s->field) : (arg > s->arg) - (arg < s->arg);
}

static const char *find(size_t lo, size_t hi, struct str where, struct str field, int arg)
{
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = compare(&slots[mid], where, field, arg);
		if (c == 0)
			return slots[mid].role;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

const char *slot_field(struct str record, struct str field)
{
	const char *role;
	if (record.n > 1 && record.s[0] == '_')
		record = (struct str){ record.s + 1, record.n - 1 };
	role = find(0, WDM_FIELDS, record, field, -1);
	return role ? role : find(WDM_FIELDS, WDM_FIELDS + WDF_FIELDS, record, field, -1);
}

const char *slot_arg(struct str func, unsigned arg)
{
	size_t first = WDM_FIELDS + WDF_FIELDS;
	const char *role;
	if (arg > 64)
		return NULL;
	role = find(first, first + WDM_ARGS, func, (struct str){ "", 0 }, (int)arg);
	return role ? role : find(first + WDM_ARGS, ALL, func, (struct str){ "", 0 }, (int)arg);
}

size_t slot_count(void)
{
	return ALL;
}

const struct slot *slot_at(size_t i)
{
	return &slots[i];
}
