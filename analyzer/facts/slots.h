#ifndef RC_FACTS_SLOTS_H
#define RC_FACTS_SLOTS_H
/*
 * Where drivers hand their callbacks over: structure members and call arguments, and the role
 * (name in facts/roles.h) that a function put there has.
 */
#include "base/str.h"

/* `record` by name or tag ("WDF_IO_QUEUE_CONFIG", "_DRIVER_OBJECT"); "MajorFunction" is an array: every element. NULL = none. */
const char *slot_field(struct str record, struct str field);
/* Argument `arg` (from 0) of a call of `func`. */
const char *slot_arg(struct str func, unsigned arg);

struct slot {
	const char *where; /* record or function */
	const char *field; /* NULL for call arguments */
	int arg;	   /* -1 for fields */
	const char *role;
};
/* All of them, fields first, each part sorted; for walking. */
size_t slot_count(void);
const struct slot *slot_at(size_t i);

#endif
