#ifndef RC_IR_BUILD_H
#define RC_IR_BUILD_H
/* Private to ir/. */
#include "ir/ir.h"

/* Makes room for one id more (`used` are in it); true where the table is new and empty: put all ids in again. */
bool ir_ids_room(struct arena *a, struct ir_ids *t, size_t used);
/* What the type of a path would be where nobody said. */
ir_type ir_path_derive(const struct ir_unit *u, const struct ir_func *f, const struct ir_path_rec *p);

#endif
