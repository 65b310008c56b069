#ifndef RC_IR_BUILD_H
#define RC_IR_BUILD_H
/* Private to ir/: the keys of a function's id table (struct ir_func.ids). */
#include "base/map.h"
#include "ir/ir.h"

/* High bits of a key; path kinds use the lower ones of them (path.c). Values are id + 1. */
enum { IR_KEY_PATH = 0, IR_KEY_VAR = 1, IR_KEY_TWIN = 2 };

static inline uint64_t ir_key(unsigned what, uint64_t low)
{
	return (uint64_t)what << 62 | low;
}
struct map *ir_ids(struct ir_unit *u, struct ir_func *f);
/* What the type of a path would be where nobody said. */
ir_type ir_path_derive(const struct ir_unit *u, const struct ir_func *f, const struct ir_path_rec *p);

#endif
