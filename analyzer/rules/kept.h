#ifndef RC_RULES_KEPT_H
#define RC_RULES_KEPT_H
/* What the driver keeps in a structure's member, from one callback to another: read from its code, not from a path. */
#include "rules/requests.h"

/* Is it this call's result (out -1), or what it writes where argument `out` points to, that the rule is about? */
typedef bool call_judge(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *call, int out);
/* All that is ever stored in the member is NULL or comes from calls that `judge` accepts, at least one. */
bool member_keeps(const struct model *m, struct str record, struct str member, call_judge *judge);
/* The same of a value: this path's call, or a member it was loaded from. */
bool value_is_kept(const struct rule_ctx *c, struct val v, call_judge *judge);

/* MmMapLockedPages...(..., UserMode, ...) */
bool is_user_map(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *call, int out);
/* Argument `i` is written as a number. */
bool op_arg_int(const struct ir_op *call, unsigned i, int64_t *n);

#endif
